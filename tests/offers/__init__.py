"""Tests of promotions, codes and personal offers."""
