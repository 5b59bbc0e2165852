"""Where what waits comes from: a module each, and the list of them."""
