"""Memory models, one page each: named relations and constraints over an event structure."""
