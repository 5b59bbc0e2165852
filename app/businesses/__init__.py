"""Businesses: tenants, their outlets, look and API keys."""
