; seqcount_everywhere::no_premature_oom, a question of zonelist-spec in SMT-LIB 2
;
; strategy  seqcount_everywhere
; property  no_premature_oom: the slow path does not give up while a satisfying zone, listed throughout, has had pages since before its last look
; model     lkmm: the Linux-kernel memory model
; kind      every rebuild or rebind is offline
; reader    an allocation without its fast path and all tries but the last
; bounds    zones 2, rebuilds 1, tries 1 at most
;           readers 1, restarts as many as there may be
; asks      for a list, a request and a schedule that violate the property
; unsat     there are none inside the bounds: this reader cannot violate it
;           and neither can any allocation, the left-out parts leave nothing behind
; sat       says nothing about an allocation: ask for the reader allocation
; expected  unsat
; written   by python -m spec.export smtlib seqcount_everywhere::no_premature_oom --rebuild offline --model lkmm --reader essence --zones 2 --rebuilds 1 --tries 1 --readers 1
; run       cvc5 FILE, bitwuzla FILE or z3 FILE
;
; For the model of an answer sat, put (get-model) at the end.
;
