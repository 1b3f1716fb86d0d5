"""Nodemasks: instances, words, walks and writers mean what plain Python says they mean."""

from dataclasses import dataclass, replace
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.behaviour import initial_memory
from spec.eras import ERAS
from spec.events import WRITER
from spec.instance import MASK_KINDS, OWNER_KINDS, OWNERS, Bounds, Instance
from spec.interpreter import replay
from spec.kernel.nodemask import MEMS, NODES, POLICY
from spec.kinds import constraint
from spec.machine import Machine, Thread
from spec.masks import MASKS
from spec.plain_writer import Ask, PlainWriter, bits_of
from spec.program import Program, unroll
from spec.properties import by_name
from spec.run import GaveUp, Pass, Run, Visit
from spec.scenario import Scenario
from spec.search.minimal import minimal_violation
from spec.search.question import Inquiry
from spec.search.solver import Budget, Solver
from spec.symbolic_instance import symbolic
from spec.term import Bool, all_of, equal, negate
from spec.unrolled_writer import word_of
from spec.vocabulary import Mask, Strategy

from .expressions import examples

ZONES = 3
NODESETS = tuple(
    frozenset(node for node in range(ZONES) if bits >> node & 1) for bits in range(1, 2**ZONES)
)
ONE = (NODES,)
TWO = (POLICY, MEMS)
PAGES = {strategy.name: strategy for strategy in (*MASKS, *ERAS) if strategy.masks}

Versions = tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Masked:
    """One list 1, 2, 3 with masks that move; what the questions mean, in plain Python."""

    types: tuple[int, ...]
    nodes: tuple[int, ...]
    limit: int
    masks: tuple[tuple[str, Versions], ...]
    policy: str

    @property
    def obeyed(self) -> list[Versions]:
        """Every version of each mask that the request obeys."""
        versions = [each for _, each in self.masks]
        return versions[1:] if len(versions) > 1 and self.policy == "none" else versions

    def satisfies_at(self, zone: int, version: int) -> bool:
        """The zone passes every mask in this version."""
        node = self.nodes[zone - 1]
        return self.types[zone - 1] <= self.limit and all(
            node in versions[version] for versions in self.obeyed
        )

    def satisfies_always(self, zone: int) -> bool:
        """The zone passes every mask in every version."""
        return all(self.satisfies_at(zone, version) for version in range(self.count))

    def satisfies_once(self, zone: int) -> bool:
        """The zone passes each mask in some version, not the same for all of them."""
        node = self.nodes[zone - 1]
        return self.types[zone - 1] <= self.limit and all(
            any(node in nodes for nodes in versions) for versions in self.obeyed
        )

    @property
    def count(self) -> int:
        """How many versions there are."""
        return len(self.masks[0][1])

    def is_of_kind(self, kind: str) -> bool:
        """What the kinds of rebind mean."""
        (_, mems) = self.masks[-1]
        owner = {"cpuset": "none", "mempolicy": "task", "vma_policy": "vma"}
        if kind in owner:
            return self.policy == owner[kind] and all(old != new for old, new in pairwise(mems))
        return all(
            {
                "widen": old < new,
                "narrow": new < old,
                "move": bool(new - old and old - new),
                "any": True,
            }[kind]
            for old, new in pairwise(mems)
        )

    def scenario(self, strategy: str, reader: str = "pass", schedule: str = "r1") -> Scenario:
        """The same in the words of ``spec``."""
        return Scenario(
            strategy=strategy,
            prop="eligible_zone_always_visible",
            reader=reader,
            lists=(tuple(range(1, ZONES + 1)),),
            types=self.types,
            nodes=self.nodes,
            limit=self.limit,
            mask=None,
            pages_from=(None,) * ZONES,
            schedule=schedule,
            masks=self.masks,
            policy=self.policy,
        )


@st.composite
def masked(draw: st.DrawFn, masks: tuple[Mask, ...], *, rebinds: int = 2) -> Masked:
    """Any instance with so many masks; a policy is a part of its cpuset."""
    count = draw(st.integers(1, rebinds + 1))
    wide = draw(st.tuples(*[st.sampled_from(NODESETS)] * count))
    names: list[tuple[str, Versions]] = [(masks[-1].name, wide)]
    policy = "none"
    if len(masks) > 1:
        narrow = tuple(
            draw(st.sampled_from([nodes for nodes in NODESETS if nodes <= whole])) for whole in wide
        )
        names.insert(0, (masks[0].name, narrow))
        policy = draw(st.sampled_from(OWNERS))
    kinds = st.tuples(*[st.integers(0, 1)] * ZONES)
    places = st.tuples(*[st.integers(0, ZONES - 1)] * ZONES)
    return Masked(draw(kinds), draw(places), draw(st.integers(0, 1)), tuple(names), policy)


def pinned(instance: Instance, one: Masked) -> list[Bool]:
    """The symbolic instance is this one."""
    conditions: list[Bool] = [
        equal(instance.used, one.count - 1),
        equal(instance.limit, one.limit),
        equal(instance.owner, OWNERS.index(one.policy)),
    ]
    for at in range(ZONES):
        conditions += [
            equal(instance.types[at], one.types[at]),
            equal(instance.nodes[at], one.nodes[at]),
            equal(instance.zone(instance.lists[0][at]), at + 1),
        ]
    for name, versions in one.masks:
        for version, nodes in enumerate(versions):
            conditions += [
                here if node in nodes else negate(here)
                for node, here in enumerate(instance.masks[name][version])
            ]
    return conditions


each_number = pytest.mark.parametrize("masks", [ONE, TWO], ids=["one", "two"])


@each_number
def test_terms_and_constants_say_the_same(masks: tuple[Mask, ...]) -> None:
    """Every question about masks has the plain answer, in terms and in constants."""
    kinds = MASK_KINDS if len(masks) == 1 else OWNER_KINDS
    instance = symbolic(Bounds(ZONES, 2), None, moves="masks", masks=masks)

    @given(masked(masks))
    @examples(40)
    def check(one: Masked) -> None:
        solver = Solver()
        solver.add(*instance.constraints, *pinned(instance, one))
        assert solver.check().satisfiable is True
        concrete = one.scenario("x").instance()
        for zone in range(1, ZONES + 1):
            word, constant = instance.words[zone], concrete.words[zone]
            assert solver.value(instance.node_of(word)) == one.nodes[zone - 1]
            assert concrete.node_of(constant) == one.nodes[zone - 1]
            for term, value, expected in (
                (
                    instance.satisfies_always(word),
                    concrete.satisfies_always(constant),
                    one.satisfies_always(zone),
                ),
                (
                    instance.satisfies_once(word),
                    concrete.satisfies_once(constant),
                    one.satisfies_once(zone),
                ),
                *(
                    (
                        instance.satisfies_at(word, version),
                        concrete.satisfies_at(constant, version),
                        one.satisfies_at(zone, version),
                    )
                    for version in range(one.count)
                ),
            ):
                assert solver.value(term) is value is expected
        for kind in kinds:
            term, value = constraint(instance, kind), constraint(concrete, kind)
            assert solver.value(term) is value is one.is_of_kind(kind)
        for owner in OWNERS:
            assert solver.value(instance.policy_of(owner)) is (one.policy == owner)
            assert concrete.policy_of(owner) is (one.policy == owner)
        served = all(
            any(one.satisfies_at(zone, version) for zone in range(1, ZONES + 1))
            for version in range(one.count)
        )
        always = instance.at_every_moment(lambda _word: True, "served")
        assert solver.check(always).satisfiable is served
        assert concrete.at_every_moment(lambda _word: True, "served") is served

    check()


def every_model(masks: tuple[Mask, ...], kind: str) -> set[tuple[Versions, ...]]:
    """All masks of one rebind that the solver finds under a kind, at two nodes."""
    instance = symbolic(Bounds(2, 1), None, moves="masks", masks=masks)
    solver = Solver()
    solver.add(*instance.constraints, equal(instance.used, 1), constraint(instance, kind))
    flags = [here for each in instance.masks.values() for nodes in each for here in nodes]
    found: set[tuple[Versions, ...]] = set()
    while solver.check().satisfiable:
        values = [bool(solver.value(flag)) for flag in flags]
        sets = [
            frozenset(node for node in range(2) if values[at + node])
            for at in range(0, len(values), 2)
        ]
        found.add(tuple(tuple(sets[at : at + 2]) for at in range(0, len(sets), 2)))
        same = (f if v else negate(f) for f, v in zip(flags, values, strict=True))
        solver.add(negate(all_of(*same)))
    return found


SETS = (frozenset({0}), frozenset({1}), frozenset({0, 1}))


@pytest.mark.parametrize("kind", MASK_KINDS)
def test_the_masks_are_those_of_the_kind(kind: str) -> None:
    """The solver's masks under a kind are exactly the non-empty ones that plain Python admits."""
    moved = {"widen": frozenset.__lt__, "narrow": frozenset.__gt__}
    expected = {
        ((old, new),)
        for old, new in product(SETS, repeat=2)
        if kind == "any"
        or (moved[kind](old, new) if kind in moved else not (old <= new or new <= old))
    }
    assert every_model(ONE, kind) == expected


@pytest.mark.parametrize("kind", OWNER_KINDS)
def test_a_policy_is_a_part_of_its_cpuset(kind: str) -> None:
    """In every version, whoever owns the policy; and the cpuset changes, under a kind."""
    expected = {
        ((p0, p1), (m0, m1))
        for p0, p1, m0, m1 in product(SETS, repeat=4)
        if p0 <= m0 and p1 <= m1 and (kind == "any" or m0 != m1)
    }
    assert every_model(TWO, kind) == expected


@each_number
def test_there_is_an_instance_without_rebinds(masks: tuple[Mask, ...]) -> None:
    """Bounds are upper bounds: no rebind at all is inside, under each kind."""
    instance = symbolic(Bounds(2, 2), 3, moves="masks", masks=masks)
    for kind in MASK_KINDS if len(masks) == 1 else OWNER_KINDS:
        solver = Solver()
        solver.add(*instance.constraints, constraint(instance, kind), equal(instance.used, 0))
        assert solver.check().satisfiable is True


@each_number
@pytest.mark.parametrize("kind", ["offline", "interrupt", "moved"])
def test_an_unknown_kind_is_an_error(masks: tuple[Mask, ...], kind: str) -> None:
    """A kind of rebuild, a context or a typo never passes for a kind of rebind."""
    with pytest.raises(KeyError):
        constraint(symbolic(Bounds(2, 1), None, moves="masks", masks=masks), kind)


@each_number
def test_runs_are_judged_by_the_definitions(masks: tuple[Mask, ...]) -> None:
    """A zone that no version allows, a walk that finds nothing, and giving up with pages there."""

    @given(masked(masks), st.lists(st.integers(1, ZONES), max_size=3), st.booleans())
    @examples(150)
    def check(one: Masked, visited: list[int], completed: bool) -> None:
        instance = one.scenario("x").instance()
        zones = range(1, ZONES + 1)
        visits = [Visit(True, instance.words[zone]) for zone in visited]
        run = Run([Pass(0, visits, completed=completed)])
        served = all(
            any(one.satisfies_at(zone, version) for zone in zones) for version in range(one.count)
        )
        broken = {
            "respects_request": not all(map(one.satisfies_once, visited)),
            "eligible_zone_always_visible": completed and not visited and served,
            "no_missed_zone": completed
            and any(one.satisfies_always(zone) and zone not in visited for zone in zones),
        }
        for name, expected in broken.items():
            assert by_name(name).violated(instance, run) is expected

    check()


@given(masked(TWO), st.tuples(*[st.none() | st.integers(0, 3)] * ZONES), st.integers(1, 3))
@examples(150)
def test_giving_up_is_premature_if_every_version_has_a_zone_with_pages(
    one: Masked, pages: tuple[int | None, ...], last: int
) -> None:
    """Not the same zone in every version; from before the last look on, or just on it."""
    given = replace(one.scenario("x", "allocation"), pages_from=pages)
    run = Run(gave_up=[GaveUp(True, last - 1, last)])
    for name, moments in (
        ("no_premature_oom", range(last)),
        ("no_premature_oom_last_look", range(last, last + 1)),
    ):
        expected = all(
            any(
                first in moments and one.satisfies_at(zone, version)
                for zone, first in enumerate(pages, 1)
            )
            for version in range(one.count)
        )
        assert by_name(name).violated(given.instance(), run) is expected


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [1, 2])
@pytest.mark.parametrize("zones", range(1, 6))
def test_words_have_a_bit_for_each_node(words: int, zones: int) -> None:
    """Terms and plain values agree on every word of every mask, and no node is left out."""
    mask = Mask("m", words=words)
    parts = [mask.nodes(at, zones) for at in range(words)]
    assert [node for part in parts for node in part] == [*range(zones)]
    if words == 2:
        assert parts[0] == range((zones + 1) // 2)
    for bits in range(2**zones):
        flags = tuple(bool(bits >> node & 1) for node in range(zones))
        nodes = frozenset(node for node in range(zones) if flags[node])
        rest = bits
        for at, part in enumerate(parts):
            plain = rest & ((1 << len(part)) - 1)
            assert word_of(mask, at, flags) == bits_of(mask, at, nodes, zones) == plain
            rest >>= len(part)


def test_words_have_names() -> None:
    """A mask of one word has none to tell apart; a copy's version is a part of its name."""
    assert str(NODES.word(0)) == "nodes"
    assert str(replace(NODES, words=2).word(1)) == "nodes[1]"
    assert str(replace(NODES, copies=True).word(0, 2)) == "nodes.2"
    assert str(replace(NODES, copies=True, words=2).word(1, 2)) == "nodes.2[1]"


# --- walks ------------------------------------------------------------------------------------


def word_for(mask: Mask, node: int) -> str:
    """The word that has the node's bit, as it is printed."""
    at = next(at for at in range(mask.words) if node in mask.nodes(at, ZONES))
    return str(mask.word(at))


def expected_loads(one: Masked, strategy: Strategy) -> list[str]:
    """What a pass loads beside nobody: policy_nodemask(), then slot by slot, mask by mask."""
    now = {name: versions[0] for name, versions in one.masks}
    masks = list(strategy.masks)
    loads: list[str] = []
    if strategy.cells and strategy.cells[0].name == "policy":
        loads.append("policy")
        masks = [replace(masks[0], name="nodes.0", copies=False)]
        now = {"nodes.0": now["nodes"]}
    if len(masks) > 1 and one.policy == "none":
        masks = masks[1:]
    if len(masks) > 1:
        for at in range(masks[0].words):
            loads += [str(mask.word(at)) for mask in masks]
        # A policy is a part of its cpuset, so beside nobody it is never disjoint.
    for slot, node in enumerate(one.nodes):
        loads.append(f"zonerefs[{slot}].zone_idx")
        if one.types[slot] > one.limit:
            continue
        loads.append(f"zonerefs[{slot}].zone")
        for mask in masks:
            loads.append(word_for(mask, node))
            if node not in now[mask.name]:
                break
    return [*loads, f"zonerefs[{ZONES}].zone_idx", f"zonerefs[{ZONES}].zone"]


@pytest.mark.parametrize(
    "name",
    [
        *("mask_in_place", "mask_in_place_wide", "mask_copy_swap", "mask_copy_swap_wide"),
        *("mask_seqcount", "mask_seqcount_wide", "v2_6_34_masks", "v6_16_masks"),
    ],
)
def test_a_walk_tests_the_word_of_each_mask_in_turn(name: str) -> None:
    """Index, pointer, the policy's word, the cpuset's; the first that lacks the node ends it."""
    strategy = PAGES[name]

    @given(masked(strategy.masks))
    @examples(40)
    def check(one: Masked) -> None:
        loads = expected_loads(one, strategy)
        locked = one.policy == "vma" and len(strategy.masks) > 1
        steps = len(loads) + 2 * locked
        shown = replay(strategy, one.scenario(name, schedule=f"r{steps}"))
        assert shown.finished
        assert [str(step.location) for step in shown.trace if step.action == "load"] == loads
        (record,) = shown.run.passes
        assert record.completed
        visited = [shown.scenario.instance().zone(visit.word) for visit in record.visits]
        assert visited == [zone for zone in range(1, ZONES + 1) if one.satisfies_at(zone, 0)]

    check()


def disjoint(**what: str) -> Masked:
    """The cpuset moves from node 0 to node 1, and the policy of a VMA has yet to follow."""
    moved = (frozenset({0}), frozenset({1}))
    return Masked((0, 0, 0), (0, 1, 2), 0, (("policy", moved), ("mems", moved)), **what)


def test_a_policy_that_shares_no_node_with_the_cpuset_is_ignored() -> None:
    """From then on it is neither tested nor loaded, and zones outside it are taken up."""
    strategy = PAGES["mask_seqcount"]
    # The writer has stored the new cpuset and ended its bracket, and not taken mmap_lock.
    given = disjoint(policy="vma").scenario("mask_seqcount", schedule="w6r14")
    shown = replay(strategy, given)
    loads = [str(step.location) for step in shown.trace if step.thread == "reader"]
    assert loads[:3] == ["mmap_lock", "policy", "mems"]
    assert "policy" not in loads[3:]
    assert loads.count("mems") == 1 + 3
    instance = given.instance()
    visited = [instance.zone(visit.word) for visit in shown.run.passes[0].visits]
    assert visited == [2]


def test_an_ignored_policy_is_found_in_terms_and_shown_on_values() -> None:
    """A zone outside every version of the policy is taken up, because the policy is ignored."""
    prop, bounds = by_name("respects_request"), Bounds(ZONES, 1, 1, 1)
    found = minimal_violation(PAGES["mask_seqcount"], prop, "vma_policy", bounds, Budget())
    assert found is not None
    (_, policy), _ = found.scenario.masks
    (visit,) = found.run.passes[0].visits
    node = found.scenario.nodes[found.scenario.instance().zone(visit.word) - 1]  # type: ignore[operator]
    assert not any(node in nodes for nodes in policy)
    looks = [step for step in found.trace if step.thread == "reader" and step.action == "load"]
    assert [str(step.location) for step in looks[:2]] == ["policy", "mems"]
    assert not looks[0].value & looks[1].value
    assert "policy" not in {str(step.location) for step in looks[2:]}


def test_without_a_policy_its_mask_is_never_loaded() -> None:
    """Neither to compare it with the cpuset nor in the walk."""
    given = disjoint(policy="none").scenario("mask_seqcount", schedule="r11")
    shown = replay(PAGES["mask_seqcount"], given)
    assert shown.finished
    assert "policy" not in {str(step.location) for step in shown.trace}


# --- writers ----------------------------------------------------------------------------------

Steps = list[tuple[str, str, int | None]]


def plain_steps(one: Masked, strategy: Strategy) -> Steps:
    """What the writer does beside nobody, on plain values: action, word and value."""
    scenario = one.scenario(strategy.name)
    machine = Machine(initial_memory(strategy, scenario))

    def write(ask: Ask) -> None:
        writer = PlainWriter(ask, strategy, scenario)
        for number in range(1, scenario.changes + 1):
            writer.rebuild(number)

    thread = Thread("writer", write)
    thread.advance()
    while (request := thread.waiting) is not None:
        assert machine.can(request), request
        thread.answers.append(None if request.is_note else machine.take("writer", request))
        thread.advance()
    return [
        (step.action, str(step.location or ""), step.value if step.location else None)
        for step in machine.trace
    ]


def unrolled_steps(program: Program, solver: Solver) -> Steps:
    """The writer's steps in the execution that the solver has found."""
    steps: Steps = []
    for event in program.structure.events:
        taken = event.thread == WRITER and bool(solver.value(event.guard))
        half = event.action == "update"  # the other half, a store, stands for both
        if not taken or half or event.action.startswith("smp_"):
            continue
        value = event.read if event.written is None else event.written
        steps.append(
            (
                "update" if event.pair is not None else event.action,
                str(event.location or ""),
                int(solver.value(value)) if event.location else None,
            )
        )
    return steps


@pytest.mark.parametrize("name", PAGES)
def test_a_writer_takes_the_same_steps_in_terms_and_on_values(name: str) -> None:
    """Also where a count moves, or a policy is rebound, only under a condition."""
    strategy = PAGES[name]
    program = unroll(strategy, "pass", Bounds(ZONES, 2, 1, 1))
    inquiry = Inquiry(program, Budget())

    @given(masked(strategy.masks))
    @examples(12)
    def check(one: Masked) -> None:
        steps = plain_steps(one, strategy)
        assert inquiry.solver.check(all_of(*pinned(program.instance, one))).satisfiable is True
        assert unrolled_steps(program, inquiry.solver) == steps
        counts = [value for _, word, value in steps if word == "mems_seq"]
        assert counts == [*range(1, len(counts) + 1)]
        assert len(counts) % 2 == 0

    check()


def test_a_count_moves_only_where_a_bracket_seemed_to_be_needed() -> None:
    """4.4: for a task's policy, or masks that are disjoint; the next bracket goes on counting."""
    versions = (frozenset({0}), frozenset({0, 1}), frozenset({2}), frozenset({1, 2}))
    for policy, expected in (("none", [1, 2]), ("task", [1, 2, 3, 4, 5, 6]), ("vma", [1, 2])):
        one = Masked((0, 0, 0), (0, 1, 2), 0, (("policy", versions), ("mems", versions)), policy)
        steps = plain_steps(one, PAGES["v4_4_masks"])
        assert [value for _, word, value in steps if word == "mems_seq"] == expected
        saved = [action for action, *_ in steps if action == "local_irq_save"]
        assert len(saved) == len(expected) // 2


@pytest.mark.parametrize(
    ("name", "policy", "stored"),
    [
        ("mask_in_place", "none", [("nodes", 2)]),
        ("mask_union", "none", [("nodes", 3), ("nodes", 2)]),
        (
            "mask_union_wide",
            "none",
            [("nodes[0]", 3), ("nodes[1]", 0), ("nodes[0]", 2), ("nodes[1]", 0)],
        ),
        ("mask_copy_swap", "none", [("nodes.1", 2), ("policy", 1)]),
        ("mask_seqcount", "none", [("mems", 3), ("mems", 2)]),
        ("mask_seqcount", "task", [("mems", 3), ("policy", 2), ("mems", 2)]),
        ("mask_seqcount", "vma", [("mems", 3), ("mems", 2), ("policy", 2)]),
        ("v2_6_34_masks", "task", [("mems", 3), ("policy", 3), ("policy", 2), ("mems", 2)]),
    ],
)
def test_masks_are_stored_in_the_documented_order(
    name: str, policy: str, stored: list[tuple[str, int]]
) -> None:
    """Grow, then shrink, word by word; whose policy it is decides when it follows."""
    strategy = PAGES[name]
    moved = (frozenset({0}), frozenset({1}))
    names = tuple((mask.name, moved) for mask in strategy.masks)
    one = Masked((0, 0, 0), (0, 1, 2), 0, names, policy)
    quiet = {"mems_seq", "mmap_lock"}
    assert [
        (word, value)
        for action, word, value in plain_steps(one, strategy)
        if action == "store" and word not in quiet
    ] == stored


def test_every_mask_page_is_looked_at() -> None:
    """All mask strategies and the masks of all eras have masks that move."""
    assert len(PAGES) == len(MASKS) + len(ERAS) // 2
    assert all(strategy.moves == "masks" for strategy in PAGES.values())
