"""What survives when a process is killed."""
