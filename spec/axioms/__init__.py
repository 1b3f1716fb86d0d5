"""The memory models once more, literally: relations of one finished execution, no solver.

A search page in ``spec/models`` says when an execution exists; a page here says whether this one
may. They share no code, so that a printed execution has been looked at twice.
"""
