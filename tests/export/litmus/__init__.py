"""Litmus tests as they are written: what herd7 reads, and whether the spec agrees with itself."""
