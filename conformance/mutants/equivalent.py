"""Mutants of pages that change no verdict, and why they cannot.

A page that is refuted anyway can be made worse without a verdict telling; and several pages are
protected twice.
"""

from conformance.mutants.alike_lists import LISTS
from conformance.mutants.alike_masks import MASKS

EQUIVALENT: dict[str, str] = {
    f"{page}: {change}": alike.because
    for alike in (*LISTS, *MASKS)
    for page in alike.pages
    for change in alike.changes
}
"""Why a mutant changes no verdict, by its name."""
