"""Our own strict, fail-closed verification: bytes and anchors in, a report out. It asks nobody."""
