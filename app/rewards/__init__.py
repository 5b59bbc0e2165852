"""What guests get besides points: rewards they order, full stamp cards, gifts."""
