"""Programmes: kinds of card and their versioned rules."""
