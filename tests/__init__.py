"""Is the product itself right? Imports ``spec`` and ``impl``, never ``conformance``."""
