"""The face: pages, commands, accounts, the desk of keys, and the gateway out to the workflows.

May use everything below it, at the composition roots (app, cli, desk); pages see contracts,
queries and the gateway only.
"""
