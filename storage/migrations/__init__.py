"""The schema over time: one revision per change, each with its way back."""
