"""What the kernel's primitives are on x86-64 and arm64.

arch/x86/include/asm/barrier.h: ``__smp_rmb()``, ``__smp_wmb()``, ``__smp_load_acquire()`` and
``__smp_store_release()`` stop the compiler only, ``__smp_mb()`` is a locked add to the stack.
arch/arm64/include/asm/barrier.h: ``dmb`` of three kinds, ``ldar`` and ``stlr``. A read-modify-write
is a locked instruction on the one; on the other it orders what its suffix says (``ldadda``,
``casa``, ``ldaddl``, or the exclusive pair: arch/arm64/include/asm/atomic_lse.h, atomic_ll_sc.h).
"""

from collections.abc import Mapping
from types import MappingProxyType

LOCK = "lock"
RMW_ACQUIRE = "rmw-a"
RMW_RELEASE = "rmw-l"

INSTRUCTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "x86": {
            "smp_mb()": LOCK,
            "smp_rmb()": "",
            "smp_wmb()": "",
            "smp_mb__before_atomic()": "",
            "smp_mb__after_atomic()": "",
            "load-acquire": "",
            "store-release": "",
            "update": LOCK,
            "update-acquire": LOCK,
            "update-release": LOCK,
        },
        "arm64": {
            "smp_mb()": "dmb ish",
            "smp_rmb()": "dmb ishld",
            "smp_wmb()": "dmb ishst",
            "smp_mb__before_atomic()": "dmb ish",
            "smp_mb__after_atomic()": "dmb ish",
            "load-acquire": "ldar",
            "store-release": "stlr",
            "update": "",
            "update-acquire": RMW_ACQUIRE,
            "update-release": RMW_RELEASE,
        },
    }
)
"""By architecture and primitive: the instruction that orders something, empty if there is none."""


def instruction(architecture: str, primitive: str) -> str:
    """The instruction that orders something; a primitive that is not known stands for itself."""
    return INSTRUCTIONS[architecture].get(primitive, primitive)
