"""The oracle for what moves besides lists: nodemasks, the kernel's eras, contexts, liveness.

Readers are plain Python generators, run under every schedule of one writer. Nothing here comes
from ``spec`` or ``impl``.
"""

from .pages import PAGES, Page
from .setting import MASK_KINDS, OWNER_KINDS, Setting, kinds_of, list_settings, mask_settings
from .table import CONTEXTS, KERNELS, Cells, Trial, cells_of, deadlocks, findings

__all__ = [
    "CONTEXTS",
    "KERNELS",
    "MASK_KINDS",
    "OWNER_KINDS",
    "PAGES",
    "Cells",
    "Page",
    "Setting",
    "Trial",
    "cells_of",
    "deadlocks",
    "findings",
    "kinds_of",
    "list_settings",
    "mask_settings",
]
