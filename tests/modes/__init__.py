"""What the command does, one module a mode."""
