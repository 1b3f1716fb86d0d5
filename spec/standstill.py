"""Why a thread does not come to its end, or sleeps where it must not: a sentence about one run."""

from spec.interpreter import Replay
from spec.machine import Request, Step
from spec.shown_step import awaited

SECTIONS = {"rcu": "inside an RCU section", "preempt": "with preemption off"}


def repeated(shown: Replay) -> str:
    """What is done again and again although nothing changes."""
    if len(shown.retries) < 2:
        return "the reader repeats a pass or a round although nothing changes any more"
    begin, end = shown.retries[-2:]
    loop = [at for at in range(begin, end) if shown.trace[at].thread == "reader"]
    slot = next(slot for at in loop if (slot := _slot(shown.trace[at])) is not None)
    found = shown.visited[loop[-1]][-1]
    return (
        f"should_reclaim_retry() finds zone {found} and goes back to retry:, "
        f"the tries begin at slot {slot} and find nothing, and nobody else moves"
    )


def _slot(step: Step) -> int | None:
    """The slot of the list whose index the step looks at, if it does."""
    if step.location is None:
        return None
    index = step.location.word == "zone_idx" or isinstance(step.value, tuple)
    return step.location.slot if index else None


def deadlocked(shown: Replay) -> str:
    """Who waits for what, and why nobody ends that."""
    reader = {
        "interrupt": "the reader, an interrupt on the writer's CPU,",
        "console": "the reader, who holds the console's lock,",
    }.get(shown.scenario.reader, "the reader")
    if "reader" not in shown.waiting:
        if shown.finished:
            waits = _awaited(shown, shown.waiting["writer"])
            return f"{reader} has gone, and the writer waits for {waits}"
        return f"{reader} repeats its pass for ever; the writer cannot run before it returns"
    waits = f"{reader} waits for {_awaited(shown, shown.waiting['reader'])}"
    if shown.scenario.reader == "interrupt":
        return f"{waits}; the writer cannot run before it returns"
    if "writer" in shown.waiting:
        return f"{waits}; the writer waits for {_awaited(shown, shown.waiting['writer'])}"
    return f"{waits}; the writer has finished"


def _awaited(shown: Replay, request: Request) -> str:
    """The word that is waited for, its value, and who left it there."""
    if request.location is None:
        which = "which does not end inside the reader's section"
        return f"{awaited(request)}, {which}"
    memory = shown.trace[-1].memory if shown.trace else shown.start
    value = memory[request.location]
    stores = [
        step
        for step in shown.trace
        if step.action in ("store", "update") and step.location == request.location
    ]
    left = f"which the {stores[-1].thread} has set to {value}" if stores else f"which is {value}"
    return f"{awaited(request)}, {left}"


def slept(shown: Replay) -> str:
    """Who sleeps, and in what it must not."""
    if shown.sleeps:
        where = SECTIONS[_open_sections(shown.trace[: shown.sleeps[0]])[-1]]
        return f"the reader sleeps between two tries {where}"
    last = shown.trace[-1].action if shown.trace else ""
    if last in ("synchronize_rcu begin", "stop_machine"):
        return f"the writer sleeps in {last.removesuffix(' begin')}() with interrupts off"
    return "the writer takes a spinlock, which sleeps on PREEMPT_RT, with interrupts off"


def _open_sections(trace: tuple[Step, ...]) -> list[str]:
    """The kinds of the reader's sections that these steps leave open."""
    kinds: list[str] = []
    for step in trace:
        if step.action in ("rcu_read_lock", "preempt_disable"):
            kinds.append("rcu" if step.action == "rcu_read_lock" else "preempt")
        elif step.action in ("rcu_read_unlock", "preempt_enable"):
            kinds.remove("rcu" if step.action == "rcu_read_unlock" else "preempt")
    return kinds
