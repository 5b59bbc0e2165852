"""What a business publishes, and where it talks with its guests."""
