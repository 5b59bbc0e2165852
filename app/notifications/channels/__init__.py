"""Ways out of the house, and the registry that knows them."""
