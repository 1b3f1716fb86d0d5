"""The command line of ``python -m spec.prove``, and what its options mean together."""

import argparse
import shlex
from math import ceil

from spec.colour import CHOICES
from spec.command import Parser
from spec.eras import ERAS, PAIRS
from spec.errors import UsageError
from spec.instance import CONTEXTS, KERNELS, KINDS, MASK_KINDS, OWNER_KINDS, Bounds
from spec.masks import MASKS
from spec.models import MODELS
from spec.opinion.solvers import SOLVERS
from spec.page import nearest, property_named, strategy_named
from spec.release import PROJECT, release
from spec.report import FORMATS, tabulated
from spec.search.solver import Budget
from spec.selection import Question, select
from spec.strategies import ALL
from spec.vocabulary import Strategy
from spec.work.progress import WAYS

KIND_OPTIONS = (
    ("--rebuild", KINDS, "only these kinds of rebuild"),
    ("--rebind", (*MASK_KINDS[:-1], *OWNER_KINDS[:-1]), "only these kinds of rebind"),
    ("--context", CONTEXTS, "only readers in these contexts"),
    ("--kernel", KERNELS, "only this configuration"),
)

EVERY = "all"
"""What ``--history`` without a name asks for."""

SELECTING = ("pages", "strategy", "property", "masks", "eras", "era", "k")
BOUNDING = ("zones", "rebuilds", "tries", "readers")
SOLVING = ("timeout", "rlimit")
WORKING = (
    "jobs",
    "durations",
    "progress",
    "no_cache",
    "cache_verify",
    "cache_dir",
    "backend",
    "scheduler",
)
TABLING = ("stop", "last_failed", "cross_check", "second", "out", "html")
ALWAYS = ("output", "color")

USED = {
    "": (*SELECTING, "kinds", *BOUNDING, "model", *SOLVING, "seed", *WORKING, *TABLING, "format"),
    "explain": ("pages", "kinds", *BOUNDING, "model", *SOLVING, "seed", *WORKING, "format"),
    "replay": ("pages",),
    "barriers": ("pages", "kinds", *BOUNDING, "model", *SOLVING, *WORKING, "format"),
    "claims": (*BOUNDING, *SOLVING, *WORKING, "format"),
    "history": (*SOLVING, "seed", *WORKING, "format"),
    "odds": (*SELECTING, "lists", "ratio", *WORKING, "format"),
    "races": (*SELECTING, *BOUNDING, *SOLVING, *WORKING, "format"),
    "list": (*SELECTING, "kinds", *BOUNDING, "model"),
}
"""By mode, which is named like the option that asks for it, the options that it has a use for."""


def arguments(epilog: str) -> argparse.ArgumentParser:
    """The command line; the epilog says what the exit codes mean."""
    parser = Parser(
        prog="python -m spec.prove",
        description="Prove or refute every property of every strategy, for every list, request "
        "and schedule inside the bounds.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pages", nargs="*", help="strategy pages of your own; none means ours")
    parser.add_argument("-k", metavar="EXPR", default="", help="words with and, or, not")
    parser.add_argument("--strategy", action="append", default=[], metavar="NAME")
    parser.add_argument("--property", action="append", default=[], metavar="NAME")
    parser.add_argument(
        "--model", action="append", default=[], choices=(*MODELS, "all"), help="default sc"
    )
    parser.add_argument("--masks", action="store_true", help="the nodemask strategies")
    parser.add_argument("--eras", action="store_true", help="the kernel, release by release")
    parser.add_argument("--era", action="append", default=[], metavar="RELEASE", help="such as 6.6")
    for option, kinds, told in KIND_OPTIONS:
        parser.add_argument(
            option, action="append", default=[], choices=kinds, dest="kinds", help=told
        )
    parser.add_argument("--list", action="store_true", help="what is selected, and is expected")
    parser.add_argument("--explain", metavar="STRATEGY::PROPERTY", help="one verdict in full")
    parser.add_argument("--replay", metavar="SCHEDULE", help="run a printed schedule again")
    parser.add_argument(
        "--barriers",
        metavar="STRATEGY[::PROPERTY]",
        help="the fewest barriers that it needs (--model, default lkmm)",
    )
    parser.add_argument(
        "--races", action="store_true", help="plain accesses that race (2 zones, 2 rebuilds)"
    )
    parser.add_argument("--claims", action="store_true", help="the thread, adjudicated")
    parser.add_argument(
        "--odds", action="store_true", help="what share of the racing runs violates, exactly"
    )
    parser.add_argument(
        "--lists", metavar="LISTS", help="for --odds: such as '1.2/2 types=0.1'; default the worst"
    )
    parser.add_argument(
        "--ratio", default="1", help="for --odds: how fast the writer is, the reader being 1"
    )
    parser.add_argument(
        "--history",
        nargs="?",
        const=EVERY,
        metavar="BUG",
        help="the bugs on record and those that are not, era by era; one of them in full",
    )
    parser.add_argument("--format", choices=FORMATS, help="default table")
    parser.add_argument("--output", metavar="FILE", help="write there instead of to stdout")
    parser.add_argument(
        "--out",
        action="append",
        default=[],
        metavar="FORMAT:PATH",
        help="the table once more in another form; - is stdout; may be repeated",
    )
    parser.add_argument(
        "--color", choices=CHOICES, default="auto", help="default on terminals, if not NO_COLOR"
    )
    parser.add_argument("--html", metavar="FILE", help="the table and all there is about it")
    parser.add_argument("--version", action="version", version=f"{PROJECT} {release()}")
    parser.add_argument("--zones", type=int, default=4, help="most zones (default 4)")
    parser.add_argument("--rebuilds", type=int, default=2, help="most rebuilds (default 2)")
    parser.add_argument("--tries", type=int, default=2, help="slow-path tries (default 2)")
    parser.add_argument("--readers", type=int, default=0, help="default: as the strategy needs")
    parser.add_argument("--timeout", type=float, default=0, metavar="SECONDS", help="for a query")
    parser.add_argument("--rlimit", type=int, default=0, help="solver resources for a query")
    parser.add_argument("--seed", type=int, default=0, help="of the solver")
    _working(parser.add_argument_group("how the table is worked off"))
    return parser


def _working(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-j",
        "--jobs",
        type=int,
        default=None,
        metavar="N",
        help="processes that work, default one a core; 0 works in this one",
    )
    group.add_argument("-x", "--stop", action="store_true", help="stop at an unexpected verdict")
    group.add_argument(
        "--last-failed", action="store_true", help="what was unexpected or undecided last time"
    )
    group.add_argument(
        "--cross-check",
        action="store_true",
        help="a second solver confirms proofs, a replay refutations",
    )
    group.add_argument("--second", choices=SOLVERS, default="", help="which; default the fastest")
    group.add_argument("--durations", type=int, default=0, metavar="N", help="the N slowest")
    group.add_argument("--progress", choices=WAYS, default="auto", help="on stderr")
    group.add_argument("--no-cache", action="store_true", help="ask everything, keep nothing")
    group.add_argument(
        "--cache-verify", action="store_true", help="ask again what is in the cache, and compare"
    )
    group.add_argument(
        "--cache-dir", metavar="FOLDER", help="default zonelist-spec in the user's cache folder"
    )
    group.add_argument(
        "--backend", metavar="NAME", default="", help="of joblib, such as dask; default: processes"
    )
    group.add_argument("--scheduler", metavar="ADDRESS", default="", help="of the dask cluster")


def bounds_of(options: argparse.Namespace) -> Bounds:
    """How far to look.

    Raises:
        UsageError: a bound is too small to mean anything.
    """
    for name, least in (("zones", 2), ("rebuilds", 1), ("tries", 1), ("readers", 0)):
        if getattr(options, name) < least:
            raise UsageError(
                f"--{name} {getattr(options, name)} is too small to mean anything: "
                f"give at least {least}"
            )
    return Bounds(options.zones, options.rebuilds, options.tries, options.readers)


def budget_of(options: argparse.Namespace) -> Budget:
    """What a question may use up.

    Raises:
        UsageError: it is negative or endless.
    """
    if not 0 <= options.timeout < 1e6 or not 0 <= options.rlimit < 1 << 32:
        raise UsageError(
            f"--timeout takes 0 to 999999 seconds and --rlimit 0 to {(1 << 32) - 1}; "
            "0 means no limit"
        )
    return Budget(rlimit=options.rlimit, timeout=ceil(options.timeout * 1000))


def questions_of(options: argparse.Namespace, pages: tuple[Strategy, ...]) -> list[Question]:
    """The questions that the options select.

    Raises:
        UsageError: a name is unknown, or the options contradict each other.
    """
    named = [strategy_named(name, pages) for name in options.strategy]
    for era in options.era:
        if era not in PAIRS:
            raise UsageError(f"there is no era {era!r}{nearest(era, list(PAIRS))}")
        named += PAIRS[era]
    named += [*(MASKS if options.masks else ()), *(ERAS if options.eras else ())]
    kinds = tuple(options.kinds)
    for name in options.property:
        prop = property_named(name)
        if not prop.contexts and {*kinds} & {*CONTEXTS, *KERNELS}:
            raise UsageError(
                f"{name} is about a task that may sleep between its tries: "
                "leave out --context and --kernel"
            )
    once = {strategy.name: strategy for strategy in named}
    chosen = tuple(once.values()) or pages or ALL
    return select(chosen, tuple(options.property), kinds, options.k)


def again(options: argparse.Namespace, **instead: list[str]) -> str:
    """The command line that decides the same once more, wherever its report goes.

    Args:
        options: as they were given.
        instead: strategies and properties that take the place of those given.
    """
    given = vars(options) | instead
    parts = ["python", "-m", "spec.prove", *options.pages]
    for option, kinds, _ in KIND_OPTIONS:
        parts += [part for kind in options.kinds if kind in kinds for part in (option, kind)]
    for name in (*SELECTING[1:], "model", *BOUNDING, *SOLVING, "seed", "cross_check", "second"):
        for each in given[name] if isinstance(given[name], list) else [given[name]]:
            if each:
                parts += [_option(name)] if each is True else [_option(name), str(each)]
    return shlex.join(parts)


def check_together(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Make sure that the options mean something together.

    Raises:
        UsageError: two of them ask for different things, or one is of no use.
    """
    given = {
        name for name, value in vars(options).items() if value not in ([], parser.get_default(name))
    }
    modes = [name for name in USED if name in given]
    if len(modes) > 1:
        told = " and ".join(f"--{name}" for name in modes)
        raise UsageError(f"{told} ask for different things: give one of them")
    asked = mode(options)
    useless = given - {asked, *ALWAYS, *USED[asked]}
    if useless:
        spelled = {"pages": "pages", "kinds": "kinds such as --rebuild"}
        told = ", ".join(
            spelled.get(name, _option(name)) for name in vars(options) if name in useless
        )
        what = f"--{asked}" if asked else "a table"
        raise UsageError(f"{what} has no use for {told}: leave that out")
    if options.no_cache and options.cache_verify:
        raise UsageError("--cache-verify compares with the cache: leave out --no-cache")
    if asked not in ("", "explain"):
        tabulated(options.format or FORMATS[0])


def _option(name: str) -> str:
    return "-k" if name == "k" else f"--{name.replace('_', '-')}"


def mode(options: argparse.Namespace) -> str:
    """What is asked for, one of ``USED``: what its own option calls it, empty for the table."""
    return next((name for name in USED if name and getattr(options, name) not in (None, False)), "")
