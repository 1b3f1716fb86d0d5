"""Who works: the same answers, whatever happens to them."""
