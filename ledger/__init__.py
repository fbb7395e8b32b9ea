"""What we did, what we heard, and why."""
