"""The demo: two businesses with a year of life, made through the same actions."""
