"""Notifications: messages that leave the house by e-mail and SMS."""
