"""Tests of Tessera; they mirror ``app/`` and ``passes/``."""
