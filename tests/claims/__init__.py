"""The claims of the thread: who judges them, and how that is told."""
