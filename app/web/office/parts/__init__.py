"""Parts of the form of a card: one module each; a kind names those that it is made of."""
