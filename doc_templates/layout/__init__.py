"""From checked content to what the template prints: text runs, line breaks, rule lengths. Pure."""
