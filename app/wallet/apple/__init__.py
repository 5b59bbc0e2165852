"""Apple: what changed on which pass, who asked to be told, and telling them."""
