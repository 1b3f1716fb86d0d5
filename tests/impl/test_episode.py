"""Episodes are small, of one strategy, and told line by line."""

import json
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from itertools import islice
from random import Random

import pytest

from impl.episode import READERS, Episode, episodes
from impl.instance import Change, Instance
from impl.memory import Memory
from impl.observation import AllocationSeen, PassSeen
from impl.strategies import BY_NAME, ERAS, MASKS, STRATEGIES
from impl.stress_instance import drawn_instance
from impl.trace import Step
from impl.trace_lines import VERSION, lines


def some(name: str, number: int = 30, seed: int = 5) -> list[Episode]:
    """The first episodes of a seed."""
    with closing(episodes(BY_NAME[name], seed)) as recorded:
        return list(islice(recorded, number))


@pytest.mark.parametrize("name", BY_NAME)
def test_instances_are_small_and_fit_the_strategy(name: str) -> None:
    """Two to four zones, and one or two changes of what the strategy changes."""
    for seed in range(50):
        instance = drawn_instance(BY_NAME[name], Random(seed))
        assert 2 <= len(instance.types) <= 4
        assert 1 <= len(instance.rebinds or instance.changes) <= 2
        if name in STRATEGIES:
            assert not instance.masks
            assert bool(instance.events) == (name == "list_all_zones")
        if name in MASKS:
            assert set(instance.masks) == set(BY_NAME[name].masks)


def test_an_era_changes_lists_or_masks() -> None:
    """Some of its instances the one, the others the other."""
    drawn = [drawn_instance(ERAS["v6_6"], Random(seed)) for seed in range(50)]
    assert {bool(instance.masks) for instance in drawn} == {True, False}
    assert all(bool(instance.masks) != (len(instance.lists) > 1) for instance in drawn)


def test_a_seed_decides_what_is_asked() -> None:
    """Not how the threads interleave."""

    def asked(seed: int) -> list[object]:
        return [(each.instance, each.reader, each.tries) for each in some("rwlock", 10, seed)]

    assert asked(1) == asked(1)
    assert asked(1) != asked(2)


def test_the_reader_tells_what_it_did() -> None:
    """A pass of a pass, an allocation of an allocation; either kind occurs."""
    recorded = some("in_place")
    assert {episode.reader for episode in recorded} == set(READERS)
    for episode in recorded:
        kind = PassSeen if episode.reader == "pass" else AllocationSeen
        assert isinstance(episode.seen, kind)


def test_episodes_overlap_where_the_writer_comes_between() -> None:
    """Not where it only comes before the reader, or behind it."""
    (episode,) = some("in_place", 1)
    for turns, overlaps in (("wr", False), ("wwrrw", False), ("rwr", True), ("wrrwwrw", True)):
        names = {"w": "writer", "r": "reader"}
        steps = tuple(Step(names[letter], "spin_lock") for letter in turns)
        assert replace(episode, steps=steps).overlaps is overlaps


def test_an_error_of_a_thread_ends_the_recording() -> None:
    """It is raised, and the interpreter switches as seldom as before."""

    def fail(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
        raise KeyError(memory, instance, changes)

    before = sys.getswitchinterval()
    with pytest.raises(KeyError):
        next(episodes(replace(STRATEGIES["in_place"], writer=fail), 0))
    assert sys.getswitchinterval() == before


@pytest.mark.parametrize("name", BY_NAME)
def test_a_trace_is_a_header_events_and_an_end(name: str) -> None:
    """Each on a line of its own; events are numbered, and the end counts them."""
    for episode in some(name, 3):
        header, *events, end = map(json.loads, lines(episode))
        assert (header["version"], header["strategy"]) == (VERSION, name)
        assert [event["event"] for event in events] == list(range(1, len(episode.steps) + 1))
        assert [event["thread"] for event in events] == [step.thread for step in episode.steps]
        assert end["end"] == len(episode.steps)
        assert end["finished"] == ["writer", "reader"]
