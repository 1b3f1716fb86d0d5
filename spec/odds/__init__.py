"""How likely: the exact share of racing interleavings that violate, and the worst lists.

Start with ``survey``; ``report`` renders what it finds, ``comparison`` is for the ledger of claims.
"""
