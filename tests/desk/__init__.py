"""The desk with real keys, real papers, a real database; and as a process of its own."""
