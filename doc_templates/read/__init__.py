"""Other people's documents, read in: text goes in, values come out, nothing is stored here."""
