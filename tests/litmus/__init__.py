"""Litmus tests: how they are read, printed and decided."""
