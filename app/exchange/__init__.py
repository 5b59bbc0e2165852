"""Exchange: bringing purchases in, taking everything along."""
