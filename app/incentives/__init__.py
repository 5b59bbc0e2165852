"""What brings guests forward: levels of cards, rewards for what they do."""
