"""The writer, P0: all that it does, one statement after another."""

from spec.errors import PageError, UsageError
from spec.export.litmus.access import Access
from spec.export.litmus.code import Code
from spec.export.litmus.memory import STOPPED, Memory

MARKERS = {
    "synchronize_rcu begin": "synchronize_rcu();",
    "local_irq_save": "barrier(); // local_irq_save()",
    "local_irq_restore": "barrier(); // local_irq_restore()",
    "spin_lock": "barrier(); // a lock of the writer's own",
}
"""What is no access. A single writer's own lock, and interrupts off on its CPU, order nothing."""


def written(memory: Memory) -> Code:
    """The thread.

    Raises:
        PageError: it does what LKMM has no word for.
        UsageError: it does nothing.
    """
    code = Code(0)
    access = Access(code, memory)
    stops = 0
    for request in memory.requests:
        location, action = request.location, request.action
        match action:
            case "stop_machine":
                stops += 1
                access.store(STOPPED, stops, "once")
            case "store":
                assert location is not None
                value = memory.encoded(location, request.value, request.life)
                access.store(location, value, request.order)
            case "wait":
                assert location is not None
                assert request.when is not None
                access.wait(location, request.when, request.order)
            case "update":
                assert location is not None
                assert request.when is not None
                assert request.change is not None
                access.update(location, request.when, request.change, request.order)
            case _ if action in MARKERS:
                code.say(MARKERS[action])
            case _ if action.startswith("smp_"):
                code.say(f"{action};")
            case "synchronize_rcu end":
                pass
            case _:
                raise PageError(f"LKMM has no word for {action} of the writer")
    if not code.stored:
        raise UsageError("nothing is rebuilt in this instance: give two lists, such as lists=1.2/2")
    return code
