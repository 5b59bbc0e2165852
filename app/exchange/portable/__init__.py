"""What a guest takes along of themselves: one file, read by people and by machines."""
