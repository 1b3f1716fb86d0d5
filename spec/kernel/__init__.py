"""Pieces of the kernel that several pages are made of, in the page vocabulary."""
