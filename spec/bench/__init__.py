"""How long verdicts take: ours as bounds grow, and beside Spin on the same questions."""
