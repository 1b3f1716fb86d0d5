"""Runnable zonelists and a page allocator that walks them.

The same code runs on real threads (`impl.threads`) and under a scheduler that decides every
shared access (`impl.scheduler`). It is written from the kernel's behaviour and imports nothing
of the formal specification: two descriptions that share code cannot confirm each other.
"""
