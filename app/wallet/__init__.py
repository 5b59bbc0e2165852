"""Wallet: card, balance and brand into a pass in the hand."""
