"""Setting up an installation of several machines or containers: its secrets, its health."""
