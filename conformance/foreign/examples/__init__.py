"""Small implementations that are not ours, each with its adapter; some are wrong."""
