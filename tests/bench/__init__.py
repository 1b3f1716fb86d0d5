"""Tests of the benchmark: shapes and arithmetic, never how long something took."""
