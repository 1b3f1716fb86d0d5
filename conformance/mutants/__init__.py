"""Bugs that are planted on purpose: the suite, and the pages, have to notice every one."""
