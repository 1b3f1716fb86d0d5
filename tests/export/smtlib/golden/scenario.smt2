; in_place::no_missed_zone, a question of zonelist-spec in SMT-LIB 2
;
; strategy  in_place
; property  no_missed_zone: a completed pass visits every zone that satisfies the request and is listed throughout
; model     sc: sequential consistency, one order of all steps that every thread agrees with
; instance  in_place::no_missed_zone reader=pass lists=2.1/1 types=0.0 nodes=0.0 limit=0 schedule=r2w4r2
; reader    one pass over the list
; zones     are numbered by the first list, types are 0 up to the limit and 1 above it
; asks      whether this schedule, whatever follows it, violates the property
; sat       it does
; unsat     it does not
; expected  sat
; written   by python -m spec.export smtlib 'in_place::no_missed_zone reader=pass lists=2.1/1 types=0.0 nodes=0.0 limit=0 schedule=r2w4r2'
; run       cvc5 FILE, bitwuzla FILE or z3 FILE
;
; For the model of an answer sat, put (get-model) at the end.
;
