"""Second opinions on verdicts."""
