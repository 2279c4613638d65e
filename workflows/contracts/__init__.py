"""Names and types that cross the wire: between pages, workflows and activities.

May use the domain, the leaves' ports and Temporal's decorators; no adapter, no body.
"""
