"""Campaigns as people use them: proposed from a plan, confirmed, followed, and their lists.

No page here: values and questions to the database, which pages and commands share.
"""
