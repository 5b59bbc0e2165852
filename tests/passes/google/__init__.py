"""Tests of Google's cards: against its schema and a strict stand-in."""
