"""x."""
from tests.explorer import table

X: int = table
