"""The set-up of several machines or containers: its files, its secrets, its processes by hand."""
