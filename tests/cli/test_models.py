"""``--model``: cells that depend on the memory model, in every form the prover prints them."""

import json

import pytest

from spec.models import MODELS

from .command import run, schedule_of, table_of

pytestmark = pytest.mark.untraced

BOUNDS = ("--zones", "3", "--tries", "1")
CELLS = {
    "append_copy_grace": ("on", "on off re"),
    "copy_swap": ("off re", "on off re"),
}
"""For each strategy ``no_missed_zone`` where stores and loads keep their order, and where not."""
STRONG, WEAK = ("sc", "tso"), ("armv8", "lkmm")

each_strategy = pytest.mark.parametrize("strategy", CELLS)


def cell(*models: str, strategy: str, style: str = "table") -> str:
    """What the prover prints about one strategy and ``no_missed_zone``."""
    named = [word for model in models for word in ("--model", model)]
    outcome = run(
        *named, *BOUNDS, "--strategy", strategy, "--property", "no_missed_zone", "--format", style
    )
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


@each_strategy
@pytest.mark.parametrize("model", MODELS)
def test_a_cell_has_the_verdict_of_its_model(model: str, strategy: str) -> None:
    """As the page expects it, so that the exit code is 0; the bounds name the model."""
    line = next(text for text in cell(model, strategy=strategy).splitlines() if strategy in text)
    assert line.split(maxsplit=1)[1] == CELLS[strategy][model in WEAK]
    assert f"memory model {model};" in cell(model, strategy=strategy)


@each_strategy
def test_json_has_verdicts_for_each_model(strategy: str) -> None:
    """Version 2: by model, strategy, property and kind of rebuild."""
    document = json.loads(cell("all", strategy=strategy, style="json"))
    assert document["version"] == 3
    assert document["models"] == list(document["verdicts"]) == list(MODELS)
    for model in MODELS:
        kinds = document["verdicts"][model][strategy]["no_missed_zone"]
        refuted = CELLS[strategy][model in WEAK].split()
        for kind, short in (("online", "on"), ("offline", "off"), ("reorder", "re")):
            word = "REFUTED" if short in refuted else "PROVED"
            assert (kinds[kind]["verdict"], kinds[kind]["expected"]) == (word, word)
        assert kinds["any"]["verdict"] == "REFUTED"


@each_strategy
def test_asking_for_all_models_gives_each_the_same_verdict_as_alone(strategy: str) -> None:
    """What is refuted under sequential consistency is not asked again, and not forgotten."""
    everything = json.loads(cell("all", strategy=strategy, style="json"))["verdicts"]
    for model in MODELS:
        alone = json.loads(cell(model, strategy=strategy, style="json"))["verdicts"]
        assert list(alone) == [model]
        words = [
            {kind: told["verdict"] for kind, told in one[model][strategy]["no_missed_zone"].items()}
            for one in (alone, everything)
        ]
        assert words[0] == words[1]


def unexpected(*options: str) -> list[str]:
    """What differs from the pages, one line each; the exit code says the same."""
    outcome = run(*options)
    lines = [line for line in outcome.out.splitlines() if ", the page expects " in line]
    assert (outcome.code, outcome.err) == (1 if lines else 0, "")
    return lines


@pytest.mark.parametrize(
    ("model", "rebuilds"),
    [
        ("sc", "1"),
        ("armv8", "2"),
        ("lkmm", "2"),
        pytest.param("all", "1", marks=pytest.mark.slow),
        pytest.param("all", "2", marks=pytest.mark.slow),
    ],
)
def test_every_page_expects_what_two_zones_bring_about(model: str, rebuilds: str) -> None:
    """Below the bounds at which a strategy breaks, where a model can break it earlier."""
    bounds = ("--zones", "2", "--rebuilds", rebuilds, "--tries", "1")
    assert unexpected("--model", model, *bounds) == []


@pytest.mark.slow
def test_every_page_expects_its_verdicts_under_every_model() -> None:
    """At the bounds of the table."""
    assert unexpected("--model", "all") == []


def test_models_are_told_in_their_own_order_and_once() -> None:
    """Whatever the order of the options."""
    text = cell("lkmm", "sc", "lkmm", strategy="copy_swap", style="json")
    assert json.loads(text)["models"] == ["sc", "lkmm"]


def test_one_table_tells_the_models_apart() -> None:
    """Where the verdicts differ the models are named."""
    lines = cell("all", strategy="copy_swap").splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("copy_swap"))
    assert lines[at].split(maxsplit=1)[1] == "sc tso: off re"
    assert lines[at + 1].strip() == "armv8 lkmm: on off re"
    row = "| copy_swap  | sc tso: off re<br>armv8 lkmm: on off re |"
    assert row in cell("all", strategy="copy_swap", style="markdown")


def test_the_list_names_models_where_there_are_several() -> None:
    """With what the page expects under each."""
    question = ("--list", "--strategy", "append_copy_grace", "--property", "no_missed_zone")
    alone = run("--model", "armv8", *question)
    assert alone.out == (
        "append_copy_grace::no_missed_zone  expects online refuted, offline refuted, "
        "reorder refuted, any refuted\n"
    )
    lines = run("--model", "all", *question).out.splitlines()
    assert [line.split()[2] for line in lines] == list(MODELS)
    assert ["offline refuted" in line for line in lines] == [model in WEAK for model in MODELS]


@pytest.mark.parametrize("argument", ["power", "SC", ""])
def test_an_unknown_model_is_an_error(argument: str) -> None:
    """One sentence that names those there are."""
    outcome = run("--model", argument, "--list")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"error: argument --model: invalid choice: '{argument}'")
    assert outcome.err.count("\n") == 1
    for model in (*MODELS, "all"):
        assert f"'{model}'" in outcome.err


@pytest.mark.parametrize("model", WEAK)
@pytest.mark.parametrize(
    ("strategy", "kind"), [("append_copy_grace", "offline"), ("copy_swap", "online")]
)
def test_a_weak_execution_is_explained_and_replayed(strategy: str, kind: str, model: str) -> None:
    """Steps, the load that no interleaving explains, and a line that runs it again."""
    name = f"{strategy}::no_missed_zone"
    told = run("--explain", name, "--rebuild", kind, "--model", model, *BOUNDS)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"REFUTED  {name}\n")
    assert f"memory model {model};" in told.out
    schedule = schedule_of(told.out)
    assert f"model={model}" in schedule
    assert "reads=" in schedule
    assert "no interleaving explains" in told.out
    assert "(of step " in table_of(told.out)
    again = run("--replay", schedule)
    assert (again.code, again.err) == (0, "")
    assert table_of(again.out) == table_of(told.out)


@pytest.mark.parametrize("model", STRONG)
def test_a_strong_model_has_nothing_to_explain(model: str) -> None:
    """The same cell is proved there."""
    cell_ = ("--explain", "copy_swap::no_missed_zone", "--rebuild", "online")
    told = run(*cell_, "--model", model, *BOUNDS)
    assert told.code == 0
    assert told.out.startswith("PROVED  copy_swap::no_missed_zone\n")
    assert "--replay" not in told.out


REPLAY = (
    "append_copy_grace::no_missed_zone reader=pass lists=1.2.3/2.3 types=0.0.0 nodes=0.0.0 "
    "limit=0 model={} schedule={} reads={}"
)


@pytest.mark.parametrize(
    ("model", "schedule", "reads", "message"),
    [
        ("tso", "r10w11", "5:11", "tso forbids these reads (tso): change what is read"),
        ("sc", "r10w11", "5:11", "under sc every load returns what was stored last"),
        ("armv8", "r10w11", "5:11.3:20", "step 20 of the writer does not store"),
        ("armv8", "r10w11", "1:11", "a step that is rcu_read_lock, not a load"),
        ("armv8", "r10w3", "5:11", "reads names step 11 of the writer, who takes 3"),
        ("armv8", "r10w11", "0:11", "reads count steps from 1"),
    ],
)
def test_reads_that_cannot_be_are_refused(
    model: str, schedule: str, reads: str, message: str
) -> None:
    """A user's line is no disagreement: exit code 2 and one sentence."""
    outcome = run("--replay", REPLAY.format(model, schedule, reads))
    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err
    assert outcome.err.startswith("error: ")
    assert outcome.err.count("\n") == 1
