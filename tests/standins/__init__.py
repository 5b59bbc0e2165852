"""Strict doubles of other people's servers, real down to TLS and signatures."""
