"""What the agency signs alone: appendix files of issued papers, and electronic copies.

A clerk does it at the desk's machine with his copy of the agency's key; each is an act of the
ledger.
"""
