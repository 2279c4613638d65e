"""Workflow bodies: deterministic, one workflow a file.

May use contracts, the domain and `failures`; no activity body, no adapter, nothing third party
but temporalio.
"""
