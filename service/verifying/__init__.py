"""The face of verification: a stranger's file in, a judged report out; it knows no database."""
