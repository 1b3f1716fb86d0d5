"""Tests of the forms of a result that other programs read."""
