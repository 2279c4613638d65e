"""The demo organisation, planted into a real database with real keys."""
