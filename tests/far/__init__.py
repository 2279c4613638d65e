"""Services and tokens that hold keys for the tests: real keys, real protocols, loopback only."""
