"""What a business gives on top of its cards: promotions, their codes, personal offers."""
