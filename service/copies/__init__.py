"""What the agency signs alone: whether appendix files suit, and electronic copies.

Appendix files are signed in the act that numbers their paper; a clerk makes copies at the desk's
machine with his copy of the agency's key. Each is an act of the ledger.
"""
