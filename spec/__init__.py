"""What writers and readers of a zonelist may do, and the search over it."""
