"""The one door to the ledger: rights, facts and the entry, in one transaction.

May use the domain, the contracts and the leaf rooms' ports and queries. No Temporal: the same
code serves the workflow's `record` and the comments that never pass through a workflow.
"""
