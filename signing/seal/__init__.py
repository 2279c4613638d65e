"""The three steps of a signature in a PDF, and what it paints. No key is ever held here."""
