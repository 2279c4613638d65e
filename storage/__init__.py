"""The shelf: blobs, records, ledger, registers, people and the read model.

May use SQLAlchemy, Alembic and the MinIO client. May not know workflows, signing,
documents' layout or the web: it keeps what it is given, and gives it back unchanged.
"""
