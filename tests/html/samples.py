"""Result documents to render: real pages and real schedules, verdicts as they are needed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spec.cost.price import costs
from spec.instance import KINDS, Bounds
from spec.page import applicable, load, strategy_named
from spec.result import Details, Result
from spec.scenario import parse
from spec.strategies import ALL
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict
from spec.vocabulary import Strategy

BOUNDS = Bounds(3, 1, 1, 1)
MISSED = "in_place::no_missed_zone reader=pass lists=1/2.1 types=0.0 nodes=0.0 limit=0"
OVERWRITTEN = f"{MISSED} schedule=w1r4"
UNORDERED = (
    "append_copy_grace::no_missed_zone reader=pass lists=1/2.1 types=0.0 nodes=0.0 limit=0 "
    "model=armv8 schedule=r6w5 reads=3:5"
)
LONG = (
    "append_copy::no_premature_oom reader=allocation lists=1.2/2 types=0.0 nodes=0.1 limit=0 "
    "mask=1 pages=0.1 tries=2 schedule=r11w9r5"
)
REUSED = (
    "copy_swap::no_use_after_free reader=pass lists=1/1 types=0 nodes=0 limit=0 schedule=r3w6r2"
)
MASKED = (
    "v2_6_34_masks::no_premature_oom reader=allocation lists=1.2.3 types=0.0.0 nodes=0.1.2 limit=0 "
    "pages=0.0.1 tries=1 masks=policy:2/1/0+mems:2/1/0 schedule=r19w2r8w2r6"
)
STOPPED = (
    "stop_machine_preempt::no_missed_zone reader=pass lists=1.2/2 types=0.0 nodes=0.0 limit=0 "
    "schedule=r3w1r1"
)
INITIAL = f"{MISSED} model=armv8 schedule=w6r4 reads=4:0"
DRAWN = (LONG, MASKED, OVERWRITTEN, REUSED, STOPPED, UNORDERED)
NAME = "</script><img/src=x/onerror=alert(1)>&amp;\"'\u202e\u00fc"
"""What a user may call a strategy."""

_CLAIM = {
    "number": 3,
    "who": "Somebody, 14 July 2017",
    "said": "zones < 3 & so on",
    "statement": "in_place",
    "verdict": "TRUE ONLY IF nothing moves",
    "evidence": "in_place::no_missed_zone",
    "changes": "nothing",
}
_HISTORY = [
    {
        "name": "B2",
        "said": "The nodes of a task moved while an allocation walked.",
        "verdicts": {"2.6.34": REFUTED, "2.6.35": PROVED, "6.0": REFUTED},
        "asks": "no_premature_oom under cpuset",
        "expected": ["2.6.34"],
        "year": 2010,
        "commit": "c0ff7453bb5c",
        "outside": "",
        "era": "2.6.34",
        "replay": MASKED,
    },
    {
        "name": "B1",
        "said": "Two at once.",
        "verdicts": {},
        "year": 2010,
        "commit": "4eaf",
        "outside": "pagesets",
    },
]
_SHARE = {
    "lists": "1.2/2",
    "racing_runs": 5,
    "violating_runs": 2,
    "each_run_alike": "2/5",
    "each_step_drawn": "1/3",
    "chance_of_racing": "1/2",
    "chance_of_violating": "1/6",
}
_NEVER = _SHARE | {"violating_runs": 0, "each_run_alike": "0", "each_step_drawn": "0"}
_ODDS = {
    "version": 1,
    "ratio": "1",
    "reach": {"zones": 3, "allocation_zones": 2, "rebuilds": 1, "tries": 1},
    "skipped": ["mask_in_place moves nodemasks, not lists: it is left out"],
    "shares": {
        name: {
            "no_missed_zone": {
                "scenarios": 2,
                "racing_scenarios": 2,
                "each_run_alike": share,
                "each_step_drawn": share,
                "each_run_alike_by_kind": {"offline": share} if share else {},
            }
        }
        for name, share in (("in_place", _SHARE), ("append_copy", _NEVER), ("rwlock", None))
    },
}
_SITE = {"side": "writer", "kind": "smp_wmb()", "where": "zonerefs[0].zone = 2", "each_slot": True}
_BARRIERS = {
    "version": 1,
    "placements": [
        {
            "strategy": "append_copy_grace",
            "property": "no_missed_zone",
            "model": model,
            "rebuild": "offline",
            "bounds": {"zones": 3, "rebuilds": 1, "tries": 1, "readers": 0},
            "complete": model != "lkmm",
            "helps": bool(sets),
            "sets": sets,
        }
        for model, sets in (("tso", []), ("armv8", [[]]), ("lkmm", [[_SITE]]))
    ],
}


def verdicts(words: Mapping[str, str], reader: str = "") -> dict[str, Verdict]:
    """Verdicts by kind, from their words."""
    return {kind: Verdict(word, BOUNDS, reader=reader) for kind, word in words.items()}


def everything() -> tuple[dict[str, Any], dict[str, Strategy]]:
    """A document with every section and every sort of verdict, and its pages."""
    names = ("in_place", "append_copy_grace", "copy_swap", "list_all_zones")
    pages = {name: strategy_named(name) for name in names}
    result = Result(BOUNDS, ("sc", "armv8"), "z3 5.4.1", build_seconds=0.5, solve_seconds=1.25)
    refuted = verdicts(dict.fromkeys(KINDS, REFUTED), "pass")
    some = verdicts(dict.fromkeys(KINDS, PROVED) | {"online": REFUTED, "any": REFUTED}, "pass")
    proved = verdicts(dict.fromkeys(KINDS, PROVED))
    mixed = proved | verdicts({"reorder": VACUOUS, "online": UNDECIDED})
    page = pages["in_place"]
    kept = {kind: Details(cached=True) for kind in KINDS}
    kept["any"]["schedule"] = OVERWRITTEN
    result.add(page, "no_missed_zone", refuted, "sc", kept)
    weakly = OVERWRITTEN.replace("limit=0", "limit=0 model=armv8")
    result.add(page, "no_missed_zone", refuted, "armv8", {"any": {"schedule": weakly}})
    timed = {kind: Details(seconds=0.25) for kind in KINDS}
    timed["any"]["second"] = "cvc5 1.4.2"
    result.add(page, "stays_in_bounds", proved, "sc", timed)
    result.add(page, "sees_one_list", proved)
    page = pages["append_copy_grace"]
    result.add(page, "no_missed_zone", some)
    result.add(page, "no_missed_zone", refuted, "armv8", {"any": {"schedule": UNORDERED}})
    page = pages["copy_swap"]
    result.add(page, "no_use_after_free", refuted, "sc", {"any": {"schedule": REUSED}})
    result.add(pages["list_all_zones"], "no_missed_zone", mixed)
    result.costs = [costs(page, 1) for page in pages.values()]
    result.sections = {
        "claims": [_CLAIM],
        "history": _HISTORY,
        "odds": _ODDS,
        "barriers": _BARRIERS,
    }
    return result.document(), pages


def drawings() -> tuple[dict[str, Any], dict[str, Strategy]]:
    """A document with a schedule of every sort, and its pages."""
    result = Result(BOUNDS, ("sc",), "z3 5.4.1")
    for text in DRAWN:
        scenario = parse(text)
        page = strategy_named(scenario.strategy)
        words = verdicts({"any": REFUTED}, scenario.reader)
        result.add(page, scenario.prop, words, "sc", {"any": {"schedule": text}})
    return result.document(), result.asked


def whole() -> tuple[dict[str, Any], dict[str, Strategy]]:
    """Every strategy and property, refuted for every kind; no schedules."""
    result = Result(BOUNDS, ("sc",), "z3 5.4.1")
    for page in ALL:
        for prop in applicable(page):
            result.add(page, prop.name, verdicts(dict.fromkeys(prop.kinds(page), REFUTED)))
    return result.document(), result.asked


def surprising() -> tuple[dict[str, Any], dict[str, Strategy]]:
    """A document in which a page is wrong about one kind."""
    page = strategy_named("in_place")
    result = Result(BOUNDS, ("sc",), "z3 5.4.1")
    words = dict.fromkeys(KINDS, REFUTED) | {"online": PROVED}
    result.add(page, "no_missed_zone", verdicts(words))
    return result.document(), {page.name: page}


PAGE = '''"""<img src=x onerror=alert(2)> & "quotes" \u2028 {long}."""

from dataclasses import replace

from spec.strategies.in_place import STRATEGY as IN_PLACE
from spec.vocabulary import refuted

because = "</script><script>alert(3)</script> <!-- & ' \\" " + "because " * 60
STRATEGY = replace(
    IN_PLACE,
    name={name!r},
    expect={{
        **IN_PLACE.expect,
        "no_missed_zone": refuted("online", "offline", "reorder", because=because),
    }},
)
'''


def hostile(folder: Path) -> tuple[dict[str, Any], dict[str, Strategy]]:
    """A user's page whose every name and text would like to be markup."""
    path = folder / "<b onclick='alert(4)'>&\u00fc.py"
    text = PAGE.format(name=NAME, long="long " * 80)
    path.write_text(text, encoding="utf-8")
    page = load(str(path))
    pages, texts = {NAME: str(path)}, {NAME: text}
    result = Result(BOUNDS, ("sc",), "z3 <b>5</b>", pages=pages, texts=texts)
    schedule = OVERWRITTEN.replace("in_place", NAME)
    refuted = verdicts(dict.fromkeys(KINDS, REFUTED), "pass")
    result.add(page, "no_missed_zone", refuted, details={"any": {"schedule": schedule}})
    return result.document(), {NAME: page}
