"""Friends that members bring: their links, what both sides get, and when (E25)."""
