"""Once a quarter: would members recommend the business, and what that says of it."""
