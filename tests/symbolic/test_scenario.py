"""Scenarios: a printed line is read back, and a wrong one is explained."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.errors import UsageError
from spec.page import strategy_named
from spec.scenario import READERS, Scenario, parse

from .expressions import examples
from .samples import instances, scenario
from .test_masks import masked

LINE = (
    "in_place::no_missed_zone reader=pass lists=1.2/2 types=1.0 nodes=0.0 limit=0 schedule=r1w4r2"
)


@given(st.data(), st.sampled_from(("pass", "allocation")), st.integers(1, 3))
@examples(150)
def test_text_is_read_back(data: st.DataObject, reader: str, tries: int) -> None:
    """What is printed and read again prints the same; of a pass, all but what it does not use."""
    name = data.draw(st.sampled_from(("in_place", "list_all_zones")))
    schedule = data.draw(st.from_regex(r"\A([wr][1-9][0-9]?){1,4}\Z"))
    one = scenario(name, data.draw(instances(name)), reader, schedule, tries=tries)
    again = parse(one.text())
    assert again.text() == one.text()
    if reader == "allocation":
        assert again == one
    assert (again.lists, again.mask, again.events) == (one.lists, one.mask, one.events)


@given(st.data(), st.sampled_from(("mask_in_place", "v6_16_masks")), st.sampled_from(READERS))
@examples(150)
def test_text_about_masks_is_read_back(data: st.DataObject, name: str, reader: str) -> None:
    """Versions and policy, whoever reads; a reader in an interrupt has no policy."""
    masks = strategy_named(name).masks
    one = data.draw(masked(masks))
    if reader in ("interrupt", "console"):
        one = replace(one, policy="none")
    schedule = data.draw(st.from_regex(r"\A([wr][1-9][0-9]?){1,4}\Z"))
    given = one.scenario(name, reader, schedule)
    again = parse(given.text())
    assert again.text() == given.text()
    assert (again.masks, again.policy) == (given.masks, given.policy)
    assert again.changes == one.count - 1
    assert again == given


def test_a_fixed_list_without_events_keeps_its_pages() -> None:
    """Which zones have pages at first matters without any event, too."""
    one = Scenario(
        "list_all_zones",
        "no_premature_oom",
        "allocation",
        ((1, 2),),
        (0, 0),
        (0, 0),
        0,
        None,
        (None, None),
        "r1",
        pages_before=(True, False),
    )
    assert parse(one.text()) == one


def test_what_is_left_out_has_a_plain_meaning() -> None:
    """Nodes, limit, mask and pages can be left out of a line written by hand."""
    one = parse("in_place::no_missed_zone lists=1.2/2 types=1.0 schedule=rw4r2")
    assert one == parse(LINE.replace("r1w4", "rw4"))
    assert one.steps() == [*"rwwwwrr"]
    assert one.mask is None
    assert one.pages_from == (None, None)
    assert parse(LINE + " mask=empty").mask == frozenset()
    assert parse(LINE + " mask=0.2").mask == frozenset({0, 2})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "begins with STRATEGY::PROPERTY"),
        ("in_place", "begins with STRATEGY::PROPERTY, not 'in_place'"),
        (LINE + " pace=1", "not 'pace=1'"),
        (LINE + " mask=", "not 'mask='"),
        (LINE.replace("lists=1.2/2 ", ""), "lacks lists"),
        ("in_place::no_missed_zone reader=pass", "lacks lists, types, schedule"),
        (LINE.replace("limit=0", "limit=N"), "no number"),
        (LINE.replace("1.2/2", "1.3/2"), "zones 1 to 2"),
        (LINE.replace("1.2/2", "1.1/2"), "without repetition"),
        (LINE.replace("1.2/2", "1.2//2"), "one at least, not nothing"),
        (LINE.replace("nodes=0.0", "nodes=0"), "one entry for each of 2 zones"),
        (LINE + " pages=never", "one entry for each of 2 zones"),
        (LINE + " events=1", "before has one entry"),
        (LINE + " events=3 before=0.0", "events name zones 1 to 2"),
        (LINE.replace("types=1.0", "types=7.0"), "type is 0 to 6"),
        (LINE.replace("reader=pass", "reader=irq"), "console, no_rt, preempt_rt, not 'irq'"),
        (LINE.replace("r1w4r2", "1w4"), "letters with counts"),
        (LINE + " tries=0", "tries is at least 1"),
        (LINE + " nodes=-1.0", "nodes are numbered 0 to 1023"),
        (LINE + " nodes=0.1024", "nodes are numbered 0 to 1023"),
        (LINE + " mask=-1", "nodes are numbered 0 to 1023"),
        (LINE + " limit=-1", "cannot be negative"),
        (LINE + " model=alpha", "the model is sc, tso, armv8, lkmm, not 'alpha'"),
        (LINE + " reads=1:0", "leave out reads"),
        (LINE + " model=tso reads=1", "such as 3:0, not '1'"),
        (LINE + " model=tso reads=0:1", "count steps from 1"),
        (LINE + " policy=mine", "the policy is none, task, vma, not 'mine'"),
        (LINE + " reader=interrupt policy=task", "interrupt obeys no policy"),
        (LINE + " masks=nodes:0/1.2", "a version being nodes 0 to 1 such as 0.1"),
        (LINE + " masks=nodes:0/", "masks are NAME:VERSION/VERSION"),
        (LINE + " masks=nodes:-1/0", "masks are NAME:VERSION/VERSION"),
        (LINE + " masks=nodes", "masks are NAME:VERSION/VERSION"),
        (LINE + " masks=nodes:0 nodes=0.2", "zones are on nodes 0 to 1"),
        (LINE + " masks=policy:0/1+mems:0", "as many versions, one as the other"),
        (LINE + " masks=policy:0.1+mems:0", "a policy is a part of its cpuset"),
    ],
)
def test_a_wrong_line_is_explained(line: str, message: str) -> None:
    """The error names the part that is wrong and what would be right."""
    with pytest.raises(UsageError, match=message):
        parse(line)


def test_the_request_decides_by_type_and_node() -> None:
    """A zone satisfies the request by its own type and node."""
    one = parse(LINE + " mask=0")
    assert [one.satisfies(zone) for zone in (1, 2)] == [False, True]
    one = parse(LINE + " mask=1")
    assert not one.satisfies(2)


def test_the_words_of_zones_carry_their_attributes() -> None:
    """A pointer that was loaded brings the zone's type, node and pages along."""
    one = parse(LINE.replace("pass", "allocation") + " mask=0 pages=never.4")
    instance = one.instance()
    word = instance.words[2]
    assert instance.zone(word) == 2
    assert instance.type_of(word) == 0
    assert instance.allowed(word) is True
    assert instance.pages(word) == 4
    assert instance.lists[1] == (word, 0)
