"""Is the prover right: terms, event structures, the solver, the interpreter, the questions?"""
