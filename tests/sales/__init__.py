"""Tests of sales."""
