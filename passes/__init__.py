"""Loyalty cards as Apple packages, Google resources, printed paper and barcodes.

A library on its own: one neutral `passes.card.Card` goes in, bytes come out. It knows
no web framework, no database, no clock and no network; the caller passes the time in.
"""
