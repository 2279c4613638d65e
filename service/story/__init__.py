"""The founding story, played without a browser on a private stack: the product's own proof.

A composition root: it acts through the same gateway as the pages, as the same people.
"""
