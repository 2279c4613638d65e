"""Commitments of people: where somebody may commit himself, and what the form begins with.

Knows registers and contents, no page: pages, lists and the story begin commitments the same way.
"""
