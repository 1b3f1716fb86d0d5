"""What can go wrong that a user can mend, and what can only be a defect of the prover."""


class UsageError(Exception):
    """A command line, a bound or a file that makes no sense; the message says what to change."""


class PageError(UsageError):
    """A strategy page that cannot be understood; the message says what to change on it."""


class NothingSelectedError(Exception):
    """What is asked for is well said, and nothing is like that."""


class DisagreementError(Exception):
    """Two independent computations of the same fact differ: a defect of this product."""
