"""What a business publishes: news, events and offers."""
