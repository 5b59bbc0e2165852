"""Tests of certificates, passes, tickets and clubs."""
