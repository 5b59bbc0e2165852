"""The till API."""
