"""The audit chain: one entry per act and per view, each hash holding all before it."""
