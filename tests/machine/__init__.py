"""A street on which everything happens at random, and what has to hold all the same."""
