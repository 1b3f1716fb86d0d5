"""What was decided before: never damaged, never mistaken for something else."""
