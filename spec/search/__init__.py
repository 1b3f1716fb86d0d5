"""The only place where a solver is built; returns values and prints nothing."""
