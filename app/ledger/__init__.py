"""The ledger: double entry, append-only, integers. Others use actions and queries."""
