"""The paper: official documents in the government's format, and other people's documents read in.

May use docxtpl, LibreOffice and PDF readers. May not sign, store, know a workflow or a clock:
data in, PDF and the places of its reserved fields out.
"""
