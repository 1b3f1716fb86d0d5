"""What every command does in the same way: refuse a command line, and come to an end."""

import argparse
import traceback
from collections.abc import Callable
from typing import NoReturn

from spec.errors import DisagreementError, NothingSelectedError, UsageError
from spec.search.minimal import UndecidedError
from spec.streams import prepare, tell
from spec.work.job import WorkError


class Parser(argparse.ArgumentParser):
    """A command line whose mistakes are told in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Refuse it.

        Raises:
            UsageError: always.
        """
        raise UsageError(f"{message}; see {self.prog} --help")


def exit_code(run: Callable[[], int]) -> int:
    """What a command returns, in whatever way it ends; what there is to say of that is on stderr.

    Args:
        run: the command itself, which prints its results.
    """
    prepare()
    try:
        return run()
    except UsageError as error:
        return _failed(2, f"error: {error}")
    except NothingSelectedError as error:
        return _failed(5, str(error))
    except DisagreementError as error:
        return _failed(3, f"disagreement: {error}")
    except UndecidedError as error:
        return _failed(4, f"undecided: {error}; raise --rlimit or --timeout")
    except KeyboardInterrupt:
        return _failed(130, "interrupted")
    except BrokenPipeError:
        return 141
    except WorkError as error:
        return _failed(3, f"{error}internal error: please report the lines above")
    except Exception:  # noqa: BLE001 - the last resort has its own exit code
        return _failed(3, f"{traceback.format_exc()}internal error: please report the lines above")


def _failed(code: int, line: str) -> int:
    tell(line)
    return code
