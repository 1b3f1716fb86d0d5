"""Traces of real threads, held to the spec (see README.md)."""
