"""`trinhky bench sign` and `trinhky bench verify`: signatures beside those of other libraries.

Every side is a pair of processes of one thread each (`crew.py`) that answers the same lines, so
that two cores are used alike; papers, keys and the timestamp authority's key are the same for all.
"""
