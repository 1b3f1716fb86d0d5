"""The bugs of fifteen years, found and shown fixed; and what the kernels still get wrong."""
