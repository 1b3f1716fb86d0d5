"""``__build_all_zonelists()`` under zonelist_update_seq, since 3d36424b3b58 (6.0).

A ``seqlock_t`` is a sequence count with a spinlock for its writers, which sleeps on PREEMPT_RT. The
rebuild prints the fallback order since 6cf253925df7 (5.13): the console's lock is taken meanwhile.
"""

from spec.kernel.seqcount import write_seqcount_begin, write_seqcount_end
from spec.kernel.zonelist import rebuild_in_place
from spec.vocabulary import Cell, Writer

CONSOLE = Cell("console")  # port->lock of a serial console


def rebuild_seqlocked(w: Writer) -> None:
    """6.0 to 6.2."""
    w.sleeping_lock()  # write_seqlock(&zonelist_update_seq);
    write_seqcount_begin(w)
    rebuild_in_place(w)
    _printk(w)
    write_seqcount_end(w)  # write_sequnlock(&zonelist_update_seq);


def rebuild_irqs_off(w: Writer) -> None:
    """1007843a91909 (6.3 to 6.5): nothing is printed before printk_deferred_exit()."""
    with w.irqs_off():  # local_irq_save(flags); printk_deferred_enter();
        w.sleeping_lock()  # write_seqlock(&zonelist_update_seq);
        write_seqcount_begin(w)
        rebuild_in_place(w)
        write_seqcount_end(w)


def rebuild_irqsave(w: Writer) -> None:
    """a2ebb51575828 (6.6): on PREEMPT_RT, where the lock sleeps, interrupts stay on."""
    with w.irqs_off(unless_rt=True):  # write_seqlock_irqsave(&zonelist_update_seq, flags);
        w.sleeping_lock()
        write_seqcount_begin(w)  # printk_deferred_enter();
        rebuild_in_place(w)
        write_seqcount_end(w)


def _printk(w: Writer) -> None:
    """``pr_info("Fallback order for Node %d: ", ...)`` on a serial console."""
    w.update(CONSOLE, when=lambda held: held == 0, change=lambda _held: 1, order="acquire")
    w.store(CONSOLE, 0, order="release")
