"""The web: screens by audience, and what they share."""
