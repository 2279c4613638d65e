"""What must be counted exactly: numbers of documents, and the days offices work."""
