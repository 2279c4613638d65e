"""Pure rules: states, acts, people, rounds, deadlines.

No clock, no I/O, no randomness, no Temporal, no other room: values in, values or a refusal out.
"""
