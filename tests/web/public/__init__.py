"""Tests of the screens for everybody."""
