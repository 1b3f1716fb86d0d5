"""Questions and instances in the languages of other tools: herd7, Spin, SMT solvers."""
