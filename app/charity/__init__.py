"""Donations that a business makes when its guests show their cards (M7, R20)."""
