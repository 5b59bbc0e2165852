"""Kinds of cards: one module each, listed in ``registry``."""
