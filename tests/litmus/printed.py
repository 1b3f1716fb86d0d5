"""Programs as text of one line: the way back from a syntax tree."""

from spec.litmus.program import (
    OLD,
    Address,
    Assign,
    Constant,
    Contents,
    Expression,
    Fence,
    If,
    Lock,
    Operation,
    Program,
    Read,
    Register,
    Statement,
    Update,
    Write,
)

FENCES = {
    "mb": "smp_mb",
    "rmb": "smp_rmb",
    "wmb": "smp_wmb",
    "barrier": "barrier",
    "before-atomic": "smp_mb__before_atomic",
    "after-atomic": "smp_mb__after_atomic",
    "after-spinlock": "smp_mb__after_spinlock",
    "after-unlock-lock": "smp_mb__after_unlock_lock",
    "rcu-lock": "rcu_read_lock",
    "rcu-unlock": "rcu_read_unlock",
    "sync-rcu": "synchronize_rcu",
}
LOCKS = {"trylock": "spin_trylock", "is_locked": "spin_is_locked"}
SUFFIXES = {"full": "", "once": "_relaxed", "acquire": "_acquire", "release": "_release"}
IN_CONDITION = {"==": "=", "&&": "/\\", "||": "\\/", "!": "~"}


def program_text(program: Program) -> str:
    """The whole program."""
    parts = [
        f"P{at}: {' '.join(map(statement_text, thread))}"
        for at, thread in enumerate(program.threads)
    ]
    final = f"{program.quantifier} ({condition_text(program.condition)})"
    if program.filter is not None:
        final = f"filter ({condition_text(program.filter)}) {final}"
    if program.shown:
        final = f"locations [{'; '.join(map(condition_text, program.shown))}] {final}"
    start = [f"{name}={value_text(value)};" for name, value in program.initial.items()]
    start += [
        f"{thread}:{name}={value_text(value)};"
        for (thread, name), value in program.registers.items()
    ]
    return (f"{{ {' '.join(start)} }} " if start else "") + " | ".join([*parts, final])


def value_text(value: Expression) -> str:
    """A value of a thread."""
    match value:
        case Constant(number):
            return str(number)
        case Register(name):
            return name
        case Address(location):
            return f"&{location}"
        case Operation("!", (operand,)):
            return f"!{value_text(operand)}"
        case Operation(operator, (left, right)):
            return f"({value_text(left)} {operator} {value_text(right)})"
    raise AssertionError(value)


def condition_text(condition: Expression) -> str:
    """A condition, or one of its sides."""
    match condition:
        case Register(name, thread):
            return f"{thread}:{name}"
        case Contents(location):
            return location
        case Operation("!", (operand,)):
            return f"~({condition_text(operand)})"
        case Operation(operator, (left, right)):
            sides = [condition_text(left), condition_text(right)]
            if operator in {"&&", "||"}:
                sides = [f"({side})" for side in sides]
            return f" {IN_CONDITION.get(operator, operator)} ".join(sides)
    return value_text(condition)


def place_text(address: Expression) -> str:
    """The lvalue at an address."""
    if isinstance(address, Operation):
        return f"*({value_text(address)})"
    return address.location if isinstance(address, Address) else f"*{value_text(address)}"


def statement_text(statement: Statement) -> str:
    """One statement."""
    match statement:
        case Read(register, address, "once"):
            return f"{register} = READ_ONCE({place_text(address)});"
        case Read(register, address, "acquire"):
            return f"{register} = smp_load_acquire({value_text(address)});"
        case Read(register, address):
            return f"{register} = *({value_text(address)});"
        case Write(address, value, "once"):
            return f"WRITE_ONCE({place_text(address)}, {value_text(value)});"
        case Write(address, value, "release"):
            return f"smp_store_release({value_text(address)}, {value_text(value)});"
        case Write(address, value):
            return f"*({value_text(address)}) = {value_text(value)};"
        case Update():
            return update_text(statement)
        case Fence(kind):
            return f"{FENCES[kind]}();"
        case Lock(kind, address, None):
            return f"spin_{kind}({value_text(address)});"
        case Lock(kind, address, register):
            return f"{register} = {LOCKS[kind]}({value_text(address)});"
        case Assign(register, value):
            return f"{register} = {value_text(value)};"
        case If(condition, then, otherwise):
            text = f"if ({value_text(condition)}) {{ {' '.join(map(statement_text, then))} }}"
            if otherwise:
                text += f" else {{ {' '.join(map(statement_text, otherwise))} }}"
            return text


def update_text(update: Update) -> str:
    """An exchange, a conditional exchange, or an addition that returns nothing."""
    where, suffix = value_text(update.address), SUFFIXES[update.ordering]
    if not update.returns:
        assert isinstance(update.new, Operation)
        return f"atomic_add({value_text(update.new.operands[1])}, {where});"
    assert update.result in (OLD, None)
    given = [where, value_text(update.new)]
    name = "xchg"
    if update.expected is not None:
        assert isinstance(update.expected, Operation)
        name = "cmpxchg"
        given.insert(1, value_text(update.expected.operands[1]))
    target = "" if update.register is None else f"{update.register} = "
    return f"{target}{name}{suffix}({', '.join(given)});"
