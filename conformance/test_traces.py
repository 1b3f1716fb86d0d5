"""What real threads do is a behaviour of the spec; what did not happen is none."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import count, islice
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from conformance import running
from conformance.generators import everything
from conformance.judgement import EVERY
from conformance.traces.doctored import (
    DOCTORED,
    SCENARIOS,
    Doctoring,
    Records,
    base,
    recorded,
    renumbered,
    written,
)
from conformance.traces.file import traces
from conformance.traces.follow import Alarm, follow
from impl.episode import Episode, episodes
from impl.strategies import BY_NAME
from impl.threads import Sections, ThreadMemory
from impl.trace_lines import lines
from spec.errors import UsageError
from spec.program import READERS

SCHEMA = json.loads((Path(__file__).parent / "traces" / "schema.json").read_text(encoding="utf-8"))

PER_STRATEGY = 50

MANY = 10_000 // len(BY_NAME) + 1

interpreter_lock = getattr(sys, "_is_gil_enabled", lambda: True)()


def alarm(source: list[bytes], strategy: str) -> Alarm | None:
    """What the validator says of one trace."""
    (trace,) = traces(source, strategy)
    return follow(trace)


def alarm_of(records: Records) -> Alarm | None:
    """The same of records."""
    return alarm(written(records), records[0]["strategy"])


def real(name: str, seed: int, number: int) -> Iterator[Episode]:
    """So many episodes of real threads, and more until some of them overlap."""
    overlapping = 0
    with closing(episodes(BY_NAME[name], seed)) as recording:
        for at, episode in zip(count(1), recording, strict=False):
            overlapping += episode.overlaps
            yield episode
            if at >= number and overlapping:
                return


def hold(name: str, seed: int, number: int) -> None:
    """Every trace of real threads is a behaviour of the spec."""
    for episode in real(name, seed, number):
        source = list(lines(episode))
        found = alarm([line.encode() for line in source], name)
        assert found is None, f"{found}\n\n{''.join(source)}"


@pytest.mark.parametrize("name", BY_NAME)
def test_real_threads_do_what_the_spec_does(name: str) -> None:
    """Also where the writer takes steps between two of the reader's."""
    hold(name, 1, PER_STRATEGY)


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_NAME)
def test_ten_thousand_real_traces_raise_no_alarm(name: str) -> None:
    """All strategies together; what the threads are asked for differs from the test above."""
    hold(name, 2, MANY)


@pytest.mark.skipif(interpreter_lock, reason="this build has the interpreter lock")
def test_threads_without_the_interpreter_lock_do_what_the_spec_does() -> None:
    """On a free-threaded build, where a stop, a grace period and a lock are of most use."""
    for name in ("stop_machine_nopreempt_restart", "copy_swap_grace", "rwlock", "seqcount_latch"):
        hold(name, 3, 200)
    assert not getattr(sys, "_is_gil_enabled", lambda: True)()


def _hold_nothing(memory: ThreadMemory) -> None:
    """Open a section that nobody waits for."""
    memory.preemption_point()


def _wait_for_nobody(memory: ThreadMemory, begun: Sections) -> None:
    """End a grace period when it begins."""
    del memory, begun


@pytest.mark.parametrize(
    ("method", "wrong", "name"),
    [
        ("preempt_disable", _hold_nothing, "stop_machine_nopreempt"),
        ("rcu_read_lock", _hold_nothing, "append_copy_grace"),
        ("outlast", _wait_for_nobody, "copy_swap_grace"),
    ],
)
def test_a_mistake_in_what_threads_share_does_not_stay_hidden(
    method: str, wrong: object, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real threads come upon it; what is recorded then is no behaviour."""
    monkeypatch.setattr(ThreadMemory, method, wrong)
    with closing(episodes(BY_NAME[name], 5)) as recording:
        told = ([line.encode() for line in lines(each)] for each in islice(recording, 2000))
        assert any(alarm(source, name) for source in told)


@pytest.mark.parametrize("name", BY_NAME)
def test_recorded_lines_satisfy_the_schema(name: str) -> None:
    """Each line of a few traces."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    for episode in real(name, 4, 3):
        for line in lines(episode):
            validator.validate(json.loads(line))


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_doctored_below_is_a_behaviour(name: str) -> None:
    """Before it is doctored."""
    assert alarm_of(base(name)) is None


@pytest.mark.parametrize("doctoring", DOCTORED, ids=lambda each: f"{each.base}: {each.name}")
def test_a_doctored_trace_is_none(doctoring: Doctoring) -> None:
    """It is found where it comes out, and said what the spec has there instead."""
    found = alarm_of(doctoring.records())
    assert found is not None
    assert found.line == doctoring.line
    assert doctoring.told in "\n".join(found.could)


@st.composite
def runs(draw: st.DrawFn) -> Records:
    """A scheduled run of some strategy."""
    page = EVERY[draw(st.sampled_from(list(EVERY)))]
    scenario = draw(everything()).scenario(page, draw(st.sampled_from(READERS)))
    return recorded(running.wander(scenario))


@given(records=runs())
def test_every_scheduled_run_is_a_behaviour(*, records: Records) -> None:
    """The scheduler's runs, written as traces: it finds schedules that threads rarely do."""
    note(str(records))
    assert alarm_of(records) is None


@given(records=runs(), data=st.data())
def test_no_event_can_be_left_out_or_doubled(*, records: Records, data: st.DataObject) -> None:
    """Whichever it is: a thread takes no other way and no shorter one with the same values."""
    at = data.draw(st.integers(1, len(records) - 2))
    for doctored in (records[:at] + records[at + 1 :], records[: at + 1] + records[at:]):
        found = alarm_of(renumbered(doctored))
        note(str(doctored))
        assert found is not None
        assert found.line > at


@given(records=runs(), data=st.data())
def test_an_event_is_what_it_is(*, records: Records, data: st.DataObject) -> None:
    """Another thread, operation, word or value in any event is found at that event."""
    at = data.draw(st.integers(1, len(records) - 2))
    event = records[at]
    changes = {
        "thread": st.just("reader" if event["thread"] == "writer" else "writer"),
        "word": st.just("elsewhere"),
        "value": st.integers(-1, 9) | st.sampled_from(("A", "B", "FREED", [1, 0])),
    }
    key = data.draw(st.sampled_from([key for key in changes if key in event]))
    changed = data.draw(changes[key].filter(lambda value: value != event[key]))
    records[at] = {**event, key: changed}
    note(str(records))
    found = alarm_of(records)
    assert found is not None
    assert found.line == at + 1


@given(records=runs(), data=st.data())
def test_independent_accesses_commute(*, records: Records, data: st.DataObject) -> None:
    """Exchanging neighbours of two threads on different words is another behaviour."""
    plain = [
        at
        for at in range(1, len(records) - 2)
        if records[at]["thread"] != records[at + 1]["thread"]
        and records[at].get("word", "") != records[at + 1].get("word", "")
        and {records[at]["operation"], records[at + 1]["operation"]} <= {"load", "store"}
    ]
    for at in data.draw(st.lists(st.sampled_from(plain), max_size=1)) if plain else []:
        exchanged = [*records[:at], records[at + 1], records[at], *records[at + 2 :]]
        assert alarm_of(renumbered(exchanged)) is None


def garbled(records: Records, data: st.DataObject) -> Records:
    """One key of one line removed, renamed or given a value of no such type."""
    at = data.draw(st.integers(0, len(records) - 1))
    inner = [each for each in records[at].values() if isinstance(each, dict) and each]
    place = data.draw(st.sampled_from([records[at], *inner]))
    key = data.draw(st.sampled_from(sorted(place)))
    value = place.pop(key)
    way = data.draw(st.sampled_from(("remove", "rename", "retype")))
    if way == "rename":
        place[f"{key}s"] = value
    elif way == "retype":
        place[key] = {"neither": [value]}
    return records


@given(records=runs(), data=st.data())
def test_whatever_the_schema_refuses_cannot_be_read(
    *, records: Records, data: st.DataObject
) -> None:
    """The schema, and the code that reads traces, know the same keys and types."""
    strategy = records[0]["strategy"]
    changed = garbled(records, data)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert not all(map(validator.is_valid, changed))
    with pytest.raises(UsageError, match=r"^line \d+: "):
        list(traces(written(changed), strategy))
