"""Tests in a real Chromium: what people see and touch, with and without scripts."""
