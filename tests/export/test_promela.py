"""Programs for Spin say what they are about, and name things as Promela can."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.eras import ERAS
from spec.errors import UsageError
from spec.export.promela import any_list, promela
from spec.export.promela.notation import RESERVED, Names, bare, comment, flag, shown, value
from spec.instance import Bounds
from spec.masks import MASKS
from spec.properties import by_name
from spec.scenario import parse
from spec.strategies import ALL, in_place, seqcount_everywhere, stop_machine_preempt
from spec.term import Bool, all_of, any_of, at_most, equal, negate, pick, plus
from spec.vocabulary import Array, Cell, Reader, Strategy, Writer

TEXT = (
    "in_place::no_missed_zone reader=pass lists=1.2/2.1 types=0.1 nodes=0.1 limit=0 mask=0 "
    "schedule=r2w4"
)
MISSED = by_name("no_missed_zone")


def stores(program: str) -> list[str]:
    """The statements of the writer, without comments."""
    body = program.partition("proctype writer() {")[2].partition("\n}")[0]
    lines = (line.strip() for line in body.splitlines())
    return [line for line in lines if line and not line.startswith("/*") and line != "skip"]


def test_the_header_says_what_it_is() -> None:
    """Question, instance, schedule, how to run it and what its answer means."""
    header = promela(in_place.STRATEGY, MISSED, parse(TEXT)).partition("*/")[0]
    for told in (
        "in_place::no_missed_zone",
        MISSED.meaning,
        "lists     1 2 -> 2 1",
        "types     0 1",
        "the nodes 0",
        TEXT,
        "spin -a",
        "gcc -O2 -DSAFETY -o pan pan.c",
        "./pan",
        '"assertion violated" means',
    ):
        assert told in header, told


def test_the_writer_stores_word_by_word() -> None:
    """Each store of the page is a step of its own."""
    assert stores(promela(in_place.STRATEGY, MISSED, parse(TEXT))) == [
        "zonerefs[0].zone = 2;",
        "zonerefs[0].zone_idx = 1;",
        "zonerefs[1].zone = 1;",
        "zonerefs[1].zone_idx = 0;",
        "zonerefs[2].zone = 0;",
        "zonerefs[2].zone_idx = 0;",
    ]


def test_a_stopped_machine_is_one_step() -> None:
    """All of it is inside one block that waits for sections with preemption off."""
    scenario = parse(TEXT.replace("in_place", "stop_machine_preempt"))
    first, second, *_, last = stores(promela(stop_machine_preempt.STRATEGY, MISSED, scenario))
    assert first.startswith("d_step {")
    assert second == "!preempt ->"
    assert last == "};"


def test_a_retry_goes_back() -> None:
    """The attempt that its own check rejects leaves nothing behind."""
    scenario = parse(TEXT.replace("in_place", "seqcount_everywhere"))
    text = promela(seqcount_everywhere.STRATEGY, MISSED, scenario)
    assert re.search(r"seq_2 != seq_1.*seen = 0;.*goto attempt_1;", text, re.DOTALL)


@pytest.mark.parametrize("strategy", [*ALL, *ERAS], ids=lambda strategy: strategy.name)
def test_every_page_of_lists_has_a_program(strategy: Strategy) -> None:
    """Of the thread and of the eras; where nodemasks move, one sentence says that there is none."""
    if strategy.moves == "masks":
        with pytest.raises(UsageError, match="nodemasks move: choose a page of lists"):
            any_list(strategy, by_name("eligible_zone_always_visible"), Bounds(2, 1, 1))
    else:
        text = any_list(strategy, by_name("stays_in_bounds"), Bounds(2, 1, 1))
        assert text.count("proctype") == 2


def test_what_has_no_promela_is_refused() -> None:
    """Nodemasks, weak memory, unending readers, other readers, unknown kinds: a sentence each."""
    scenario = parse(TEXT)
    strategy = in_place.STRATEGY
    with pytest.raises(UsageError, match="choose a page of lists"):
        promela(MASKS[0], MISSED, scenario)
    with pytest.raises(UsageError, match="Spin has no tso"):
        promela(strategy, MISSED, replace(scenario, model="tso"))
    with pytest.raises(UsageError, match="no Promela for no_deadlock: choose from"):
        promela(strategy, by_name("no_deadlock"), scenario)
    with pytest.raises(UsageError, match="asked of pass, not of the reader interrupt"):
        promela(strategy, MISSED, replace(scenario, reader="interrupt"))
    with pytest.raises(UsageError, match="asked of allocation, not of the reader pass"):
        promela(strategy, by_name("no_premature_oom"), scenario)
    with pytest.raises(UsageError, match="at most 30 zones, not 31"):
        any_list(strategy, MISSED, Bounds(31, 1))
    pages = next(each for each in ALL if each.moves == "pages")
    with pytest.raises(UsageError, match="an allocation whose pages move: take a pass"):
        any_list(pages, by_name("respects_request"), Bounds(2, 1), reader="allocation")
    with pytest.raises(UsageError, match="the kind is online, offline"):
        any_list(strategy, MISSED, Bounds(2, 1), "sideways")


def test_names_of_a_page_are_made_fit() -> None:
    """A page may call its words what Promela, or the program, calls something else."""
    array, cell = Array("zone refs"), Cell("do")

    def write(w: Writer) -> None:
        for slot, zone in w.new_list():
            w.store(array[slot].zone, zone)
            w.store(array[slot].zone_idx, zone.idx)
        w.increment(cell)

    def walk(r: Reader, _preferred: None) -> None:
        r.load(cell)
        r.walk(array)

    page = Strategy(
        name="mine */ assert(false) /*", arrays=(array,), cells=(cell,), writer=write, walk=walk,
        expect={},
    )  # fmt: skip
    text = promela(page, MISSED, parse(TEXT))
    assert "zone_refs[0].zone = 2;" in text
    assert "do_++;" in text
    assert text.partition("*/")[0].rstrip().endswith("leaves out.")


def test_an_array_and_a_cell_may_have_one_name() -> None:
    """They are two words of a page, and two of the program."""
    names = Names()
    assert names.of("seq") != names.array("seq")


@pytest.mark.parametrize(
    "word", ["uchar", "double", "register", "attempt_1", "kept_1", "T_ID", "now", "Max"]
)
def test_a_word_of_c_or_of_spins_is_given_another_name(word: str) -> None:
    """What Spin makes of the program has to compile."""
    assert Names().of(word) not in {word, *RESERVED}


def test_a_number_that_no_word_has_room_for_is_refused() -> None:
    """It would be another one there."""
    big = 1 << 31
    with pytest.raises(UsageError, match="no room for 2147483648 in seq"):
        promela(replace(in_place.STRATEGY, cells=(Cell("seq", big),)), MISSED, parse(TEXT))


@given(st.lists(st.text(max_size=5), unique=True))
def test_names_are_names_and_differ(given_names: list[str]) -> None:
    """Whatever a page calls things."""
    names = Names()
    told = [names.of(name) for name in given_names]
    assert len({*told}) == len(told)
    assert not {*told} & RESERVED
    assert all(re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) for name in told)
    assert told == [names.of(name) for name in given_names]


@given(st.text(alphabet="/* ab"))
def test_a_comment_never_ends_early(text: str) -> None:
    """Nor does another begin in it."""
    assert "*/" not in comment(text)
    assert "/*" not in comment(text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (equal(value("a"), 1), "a == 1"),
        (negate(equal(value("a"), 1)), "a != 1"),
        (negate(at_most(value("a"), value("b"))), "b < a"),
        (negate(flag("f")), "!f"),
        (all_of(flag("f"), any_of(flag("g"), flag("h"))), "f && (g || h)"),
        (True, "true"),
    ],
)
def test_conditions(term: Bool, text: str) -> None:
    """As one would write them."""
    assert bare(term) == text


def test_a_choice_keeps_its_parentheses() -> None:
    """Promela wants them."""
    assert bare(pick(flag("f"), value("a"), plus(value("b"), 1))) == "(f -> a : (b + 1))"
    assert shown(all_of(equal(value("a"), 1), flag("f"))) == "((a == 1) && f)"
