"""Litmus tests: small programs in kernel primitives, decided under every memory model."""
