"""What was decided before, kept as plain JSON and found again by all that it was built from."""
