"""What stands above a printed schedule: lists, zones, request, masks, reader and pages."""

from collections.abc import Iterator

from spec.nodeset import arrows, obeyed
from spec.scenario import Scenario

TYPES = "NMDX"
OWNER = {"none": "cpuset", "task": "mempolicy", "vma": "vma_policy"}
CONTEXT = {
    "slow_path": "the slow path's loop",
    "settled": "a pass and a round of the slow path beside nobody",
    "task": "a task on another CPU",
    "interrupt": "an interrupt on the writer's CPU",
    "console": "holds the console's lock",
    "no_rt": "an allocation without PREEMPT_RT",
    "preempt_rt": "an allocation on PREEMPT_RT",
}


def setting(scenario: Scenario) -> str:
    """Everything that a schedule depends on, a line for each kind of thing."""
    return "\n".join(f"{name:8}{told}" for name, told in _lines(scenario))


def _lines(scenario: Scenario) -> Iterator[tuple[str, str]]:
    yield "lists", " -> ".join(" ".join(map(str, names)) for names in scenario.lists)
    zones = ", ".join(
        f"{zone} is {TYPES[kind] if kind < len(TYPES) else kind}{node}"
        for zone, (kind, node) in enumerate(zip(scenario.types, scenario.nodes, strict=True), 1)
    )
    yield "zones", f"{zones}  (type and node; N below M)"
    yield "request", f"limit {_limit(scenario)}{_nodemask(scenario)}"
    if scenario.masks:
        yield "masks", _masks(scenario)
    if scenario.reader in CONTEXT:
        yield "reader", CONTEXT[scenario.reader]
    if scenario.pages_before:
        has = [str(zone) for zone, here in enumerate(scenario.pages_before, 1) if here]
        then = ", ".join(map(str, scenario.events)) or "none"
        yield "pages", f"at first in {', '.join(has) or 'no zone'}; then changing in {then}"
    elif scenario.reader != "pass":
        yield "pages", _pages(scenario)


def _limit(scenario: Scenario) -> str:
    return TYPES[scenario.limit] if scenario.limit < len(TYPES) else str(scenario.limit)


def _nodemask(scenario: Scenario) -> str:
    if scenario.mask is not None:
        return ", nodemask {" + ", ".join(map(str, sorted(scenario.mask))) + "}"
    return "" if scenario.masks else ", no nodemask"


def _masks(scenario: Scenario) -> str:
    told = ", ".join(f"{name} {arrows(versions)}" for name, versions in obeyed(scenario))
    return told + (f" ({OWNER[scenario.policy]})" if len(scenario.masks) > 1 else "")


def _pages(scenario: Scenario) -> str:
    """Since when each zone has pages, and what the numbers of the passes mean."""
    if scenario.reader in ("slow_path", "settled"):  # every pass is number 0
        has = [str(zone) for zone, first in enumerate(scenario.pages_from, 1) if first == 0]
        return f"in {', '.join(has) or 'no zone'} throughout"
    last = f"{scenario.tries + 1} the first round's last look"
    if scenario.reader in ("task", "interrupt", "console"):
        last = "1 the slow path"
    first = ", ".join(
        f"{zone} {'never' if since is None else f'from pass {since} on'}"
        for zone, since in enumerate(scenario.pages_from, 1)
    )
    return f"{first}  (pass 0 is the fast path, {last})"
