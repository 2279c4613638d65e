"""What pages read, made from the ledger and the blobs, and made again from them at will."""
