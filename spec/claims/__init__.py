"""The thread of July 2017, claim by claim: what was said, and whether it holds."""
