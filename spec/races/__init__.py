"""Which zonerefs are data races in the sense of the kernel's memory model, strategy by strategy.

The kernel reads and writes zonerefs with plain C accesses; counts, locks and pointers are marked.
Two accesses of one word by different CPUs, a store among them and one of them plain, race if some
execution that the model allows orders neither before the other (``linux-kernel.cat``, "Plain
accesses and data races"; ``tools/memory-model/Documentation/explanation.txt``, "PLAIN ACCESSES AND
DATA RACES"). That is what KCSAN reports, and what READ_ONCE() and WRITE_ONCE() on both sides end.

``skeleton`` decides what is ordered around the marked accesses of one execution, ``search`` goes
through them, ``reasons`` says what it is that orders, ``survey`` puts a result together and
``table`` prints it.
"""
