"""Hypothesis profiles: ``--hypothesis-profile=dev`` is the default; ``ci`` and ``thorough``.

Every profile keeps its health checks and prints what reproduces a failure. ``ci`` draws the same
examples each time. No deadline: a test that asks a solver has no typical time, and no test depends
on wall time.
"""

from hypothesis import settings

settings.register_profile("dev", max_examples=20, deadline=None, print_blob=True)
settings.register_profile(
    "ci", max_examples=20, deadline=None, print_blob=True, derandomize=True, database=None
)
settings.register_profile("thorough", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("dev")
