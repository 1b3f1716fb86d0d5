"""Large programs in the kernel's format: sequence locks, counters under locks, rings, RCU."""


def _test(name: str, threads: list[str], condition: str) -> str:
    return "\n".join([f"C {name}", "{}", *threads, f"exists ({condition})", ""])


def _thread(number: int, parameters: str, registers: int, *lines: str) -> str:
    declared = [f"\tint r{at};" for at in range(registers)]
    body = "\n".join([*declared, *(f"\t{line}" for line in lines)])
    return f"P{number}({parameters})\n{{\n{body}\n}}"


def seqlock(writers: int, readers: int, *, rmb: str = "smp_rmb();") -> str:
    """Writers under a spinlock, and readers: can one accept two halves of different writes?"""
    threads = [
        _thread(
            at,
            "spinlock_t *s, int *seq, int *x, int *y",
            1,
            "spin_lock(s);",
            "r0 = READ_ONCE(*seq);",
            "WRITE_ONCE(*seq, r0 + 1);",
            "smp_wmb();",
            f"WRITE_ONCE(*x, {at + 1});",
            f"WRITE_ONCE(*y, {at + 1});",
            "smp_store_release(seq, r0 + 2);",
            "spin_unlock(s);",
        )
        for at in range(writers)
    ]
    threads += [
        _thread(
            writers + at,
            "int *seq, int *x, int *y",
            5,
            "r0 = smp_load_acquire(seq);",
            "r4 = r0 & 1;",
            "r1 = READ_ONCE(*x);",
            "r2 = READ_ONCE(*y);",
            rmb,
            "r3 = READ_ONCE(*seq);",
        )
        for at in range(readers)
    ]
    torn = [
        f"({at}:r4=0 /\\ {at}:r0={at}:r3 /\\ ~({at}:r1={at}:r2))"
        for at in range(writers, writers + readers)
    ]
    return _test("seqlock", threads, " \\/ ".join(torn))


def counters(threads: int) -> str:
    """Each adds one to two words under one lock: can an increment be lost?"""
    body = (
        "spin_lock(s);",
        "r0 = READ_ONCE(*x);",
        "WRITE_ONCE(*x, r0 + 1);",
        "r1 = READ_ONCE(*y);",
        "WRITE_ONCE(*y, r1 + 1);",
        "spin_unlock(s);",
    )
    bodies = [_thread(at, "spinlock_t *s, int *x, int *y", 2, *body) for at in range(threads)]
    return _test("counters", bodies, f"~(x={threads} /\\ y={threads})")


def exchanges(threads: int) -> str:
    """A lock made of cmpxchg and a release: can a holder read what another one wrote?"""
    bodies = [
        _thread(
            at,
            "int *s, int *x",
            2,
            "r0 = cmpxchg_acquire(s, 0, 1);",
            "if (r0 == 0) {",
            f"\tWRITE_ONCE(*x, {at + 1});",
            "\tr1 = READ_ONCE(*x);",
            "\tsmp_store_release(s, 0);",
            "}",
        )
        for at in range(threads)
    ]
    all_held = " /\\ ".join(f"{at}:r0=0" for at in range(threads))
    mixed = " \\/ ".join(f"~({at}:r1={at + 1})" for at in range(threads))
    return _test("exchanges", bodies, f"{all_held} /\\ ({mixed})")


def grace_periods(readers: int, *, section: bool = True) -> str:
    """Writers with two grace periods each: can a reader see the new and later the old?"""
    begin, end = ("rcu_read_lock();", "rcu_read_unlock();") if section else ("", "")
    loads = ("r0 = READ_ONCE(*z);", "r1 = READ_ONCE(*y);", "r2 = READ_ONCE(*x);")
    bodies = [_thread(at, "int *x, int *y, int *z", 3, begin, *loads, end) for at in range(readers)]
    bodies += [
        _thread(
            at,
            "int *x, int *y, int *z",
            0,
            f"WRITE_ONCE(*x, {at});",
            "synchronize_rcu();",
            f"WRITE_ONCE(*y, {at});",
            "synchronize_rcu();",
            f"WRITE_ONCE(*z, {at});",
        )
        for at in (readers, readers + 1)
    ]
    seen = [f"(~({at}:r0=0) /\\ {at}:r2=0)" for at in range(readers)]
    return _test("grace", bodies, " \\/ ".join(seen))


def ring(threads: int, barrier: str) -> str:
    """Each stores and then loads the next one's word, twice: do all miss all?"""
    bodies = []
    for at in range(threads):
        mine, following = f"x{at}", f"x{(at + 1) % threads}"
        bodies.append(
            _thread(
                at,
                f"int *{mine}, int *{following}",
                3,
                f"WRITE_ONCE(*{mine}, 1);",
                barrier,
                f"r0 = READ_ONCE(*{following});",
                f"WRITE_ONCE(*{mine}, 2);",
                barrier,
                f"r1 = READ_ONCE(*{following});",
                f"r2 = xchg_relaxed({following}, 3);",
            )
        )
    return _test("ring", bodies, " /\\ ".join(f"{at}:r0=0" for at in range(threads)))
