"""People: accounts, sign-in codes, sessions, consents, membership and staff roles."""
