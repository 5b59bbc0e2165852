"""Mailings: to whom, what they say, how they go out and what came of them."""
