"""The JSON interface: one file a resource. It talks to contracts, queries and the gateway only."""
