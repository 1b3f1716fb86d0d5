"""Holds an implementation that is not ours to a page of the spec (see README.md)."""
