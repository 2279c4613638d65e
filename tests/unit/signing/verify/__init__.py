"""Our own verification, on really signed papers."""
