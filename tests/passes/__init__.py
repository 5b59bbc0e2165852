"""Tests of the card library: re-open and verify what it made."""
