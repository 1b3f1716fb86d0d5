; seqcount_everywhere::no_deadlock, a question of zonelist-spec in SMT-LIB 2
;
; strategy  seqcount_everywhere
; property  no_deadlock: no reader waits for one who cannot run, and no writer for a reader who has gone
; model     tso: x86-TSO, a store may be delayed past later loads of its thread
; kind      any rebuild; interrupt is where or how the reader runs
; reader    in the context interrupt
; bounds    zones 2, rebuilds 1, tries 1 at most
;           readers 1, restarts as many as there may be
; asks      for a list, a request and a schedule that violate the property
; unsat     there are none inside the bounds: this reader cannot violate it
; sat       it is refuted: the model is a list, a request and a schedule
; written   by python -m spec.export smtlib seqcount_everywhere::no_deadlock --context interrupt --model tso --reader interrupt --zones 2 --rebuilds 1 --tries 1 --readers 1
; run       cvc5 FILE, bitwuzla FILE or z3 FILE
;
; For the model of an answer sat, put (get-model) at the end.
;
