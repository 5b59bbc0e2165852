"""Tests of app/rewards."""
