"""Holders of private keys. The only room where a key is unlocked and used."""
