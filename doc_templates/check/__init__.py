"""Checks of papers: content before it is rendered; form, of what other offices send."""
