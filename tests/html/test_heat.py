"""The cells to click on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.cell import cell
from spec.html.heat import OPEN, SILENT, Cell, tables, told, tone
from spec.instance import KINDS
from spec.page import applicable
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS

from .samples import everything

WORDS = st.sampled_from((PROVED, REFUTED, VACUOUS, UNDECIDED))
DOCUMENTS = st.dictionaries(
    st.sampled_from(KINDS),
    st.fixed_dictionaries({"verdict": WORDS, "expected": st.sampled_from((PROVED, REFUTED))}),
    min_size=1,
)


def words(*given: str) -> dict[str, dict[str, str]]:
    """Verdicts as expected, kind by kind."""
    return {
        kind: {"verdict": word, "expected": word} for kind, word in zip(KINDS, given, strict=False)
    }


@pytest.mark.parametrize(
    ("given_words", "expected"),
    [
        ((REFUTED, PROVED, PROVED, REFUTED), "refuted-1"),
        ((REFUTED, REFUTED, PROVED, REFUTED), "refuted-2"),
        ((REFUTED, REFUTED, REFUTED, REFUTED), "refuted-3"),
        ((PROVED, PROVED, PROVED, REFUTED), "refuted-1"),
        ((REFUTED,), "refuted-1"),
        ((PROVED, PROVED, PROVED, PROVED), "proved"),
        ((VACUOUS, VACUOUS, VACUOUS, VACUOUS), "vacuous"),
        ((UNDECIDED, PROVED, PROVED, UNDECIDED), "undecided"),
    ],
)
def test_the_more_kinds_refute_the_stronger(given_words: tuple[str, ...], expected: str) -> None:
    """A mix alone, ``any``, counts least."""
    assert tone(words(*given_words)) == expected


@given(DOCUMENTS)
def test_tone_text_and_words_agree(kinds: dict[str, dict[str, str]]) -> None:
    """Where the colour says refuted, so does the sentence, and the text names a kind."""
    refuted = any(item["verdict"] == REFUTED for item in kinds.values())
    assert tone(kinds).startswith("refuted") == refuted
    assert told(kinds).startswith("refuted under ") == refuted
    assert (UNDECIDED.lower() in told(kinds)) == ("?" in cell(kinds))
    assert (VACUOUS.lower() in told(kinds)) == ("~" in cell(kinds))


@pytest.mark.parametrize(
    ("given_words", "expected"),
    [
        (
            (REFUTED, REFUTED, PROVED, REFUTED),
            "refuted under online, offline; proved under reorder",
        ),
        ((REFUTED, REFUTED, REFUTED, REFUTED), "refuted under online, offline, reorder"),
        (
            (PROVED, PROVED, PROVED, REFUTED),
            "refuted under any; proved under online, offline, reorder",
        ),
        (
            (PROVED, PROVED, VACUOUS, PROVED),
            "proved under online, offline, any; vacuous under reorder",
        ),
        ((PROVED, PROVED, PROVED, PROVED), "proved"),
    ],
)
def test_verdicts_are_told_in_words(given_words: tuple[str, ...], expected: str) -> None:
    """``any`` is told where it says something of its own."""
    assert told(words(*given_words)) == expected


def test_a_table_for_each_model_with_a_place_for_each_property() -> None:
    """Where nothing was decided it says why, and what differs from the first model says so."""
    document, pages = everything()
    applying = {name: [prop.name for prop in applicable(page)] for name, page in pages.items()}
    first, second = tables(document, applying)
    assert (first.model, second.model) == ("sc", "armv8")
    assert list(first.rows) == list(document["strategies"])
    assert {len(row) for row in first.rows.values()} == {len(document["properties"])}
    cells = [item for row in second.rows.values() for item in row if isinstance(item, Cell)]
    differing = [item for item in cells if item.differs]
    assert [item.key for item in differing] == ["append_copy_grace::no_missed_zone::armv8"]
    blanks = dict(zip(document["properties"], second.rows["list_all_zones"], strict=True))
    assert blanks.pop("no_use_after_free") == SILENT
    assert set(blanks.values()) == {OPEN}
    assert isinstance(first.rows["in_place"][0], Cell)
