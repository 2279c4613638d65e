"""Whom we believe: anchors, revocation data, timestamps, and a development authority."""
