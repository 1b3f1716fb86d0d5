"""Questions as SMT-LIB 2 texts."""
