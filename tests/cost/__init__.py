"""What strategies cost: counts derived by hand, and laws that hold for every page."""
