"""The odds, against every interleaving written out, by hand, and by law."""
