"""Really signed papers for tests: a small PKI, a PDF/A-2b page, three signatures with evidence."""
