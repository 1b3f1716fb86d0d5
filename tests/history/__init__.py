"""The history of the kernel's bugs: what the survey finds is what is on record."""
