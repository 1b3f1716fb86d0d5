"""Does the running code stay inside the model, and fill it? Imports both; neither imports this."""
