"""Who is asking: passwords, the sign-in with its lock, and sessions that can be revoked."""
