"""How long an archived original is kept."""
