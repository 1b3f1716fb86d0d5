"""The HTML report: what it is made of, and what a browser makes of it."""
