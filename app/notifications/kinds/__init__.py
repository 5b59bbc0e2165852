"""Kinds of notices: one constant each, with the words that it is told in."""
