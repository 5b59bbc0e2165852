"""The right to leave: a business takes everything along, and brings it back (M13)."""
