"""The screens: one file each. They talk to contracts, queries and the gateway only."""
