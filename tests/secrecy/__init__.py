"""Who has no part in the Party's papers cannot tell that there are any: two houses, one walk.

One house holds papers of party cells, the other holds none, and they are the same in all else. A
walk generated from the application's own map opens every address in both, as everybody outside the
cell, and compares whatever a browser gets to see.
"""
