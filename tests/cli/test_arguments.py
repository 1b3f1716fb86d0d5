"""The command line that decides the same again."""

import shlex

import pytest

from spec.arguments import again, arguments

SOMEWHERE = ("--html", "r.html", "--out", "json:-", "-j", "3", "--durations", "2", "--no-cache")


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("-k", "in_place and not (sees or stays)"),
        (
            "own page.py",
            "--strategy",
            "in_place",
            "--strategy",
            "rwlock",
            "--property",
            "terminates",
        ),
        ("--masks", "--rebind", "widen", "--rebind", "cpuset", "--context", "interrupt"),
        ("--eras", "--kernel", "preempt_rt", "--model", "all", "--cross-check"),
        ("--era", "6.6", "--zones", "2", "--rebuilds", "1", "--tries", "3", "--readers", "2"),
        ("--rlimit", "5", "--timeout", "1.5", "--seed", "7", "--second", "cvc5"),
    ],
)
def test_the_command_asks_the_same_and_reports_nowhere(given: tuple[str, ...]) -> None:
    """What was selected, inside which bounds, with which limits; not where it goes."""
    parser = arguments("")
    plain = parser.parse_args(given)
    command = again(parser.parse_args([*given, *SOMEWHERE]))
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "spec.prove"]
    assert parser.parse_args(words[3:]) == plain


def test_a_narrower_selection_takes_the_place_of_the_one_given() -> None:
    """As after --last-failed."""
    options = arguments("").parse_args(["--strategy", "rwlock", "--property", "terminates"])
    command = again(options, strategy=["in_place", "append_copy"])
    assert "--strategy in_place --strategy append_copy --property terminates --zones" in command
