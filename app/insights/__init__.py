"""Insights: figures of the day."""
