"""Tests of how a business comes here."""
