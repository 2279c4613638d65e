"""The mind: what may happen to a document, and the Temporal workflows that carry it there.

May use the three leaf rooms through their ports. May not know Flask or who is asking over HTTP.
"""
