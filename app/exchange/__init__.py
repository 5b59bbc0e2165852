"""Exchange: bringing purchases in."""
