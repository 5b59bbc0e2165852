"""Web push: browsers that asked to be told, and the way to them (RFC 8030, 8291, 8292)."""
