"""What guests say of a purchase, and what a business answers and makes of it."""
