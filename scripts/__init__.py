"""What `make` runs: set-up, the gate, and the writers of generated pages."""
