"""All that waits for an answer of the team, whatever it came as."""
