; in_place::no_missed_zone, a question of zonelist-spec in SMT-LIB 2
;
; strategy  in_place
; property  no_missed_zone: a completed pass visits every zone that satisfies the request and is listed throughout
; model     sc: sequential consistency, one order of all steps that every thread agrees with
; kind      any rebuild or rebind
; reader    one pass over the list
; bounds    zones 2, rebuilds 1, tries 1 at most
;           readers 1, restarts as many as there may be
; asks      for a list, a request and a schedule that violate the property
; unsat     there are none inside the bounds: this reader cannot violate it
; sat       it is refuted: the model is a list, a request and a schedule
; written   by python -m spec.export smtlib in_place::no_missed_zone --rebuild any --model sc --reader pass --zones 2 --rebuilds 1 --tries 1 --readers 1
; run       cvc5 FILE, bitwuzla FILE or z3 FILE
;
; For the model of an answer sat, put (get-model) at the end.
;
; Events: |12 reads 2| is that load 12 returns what store 2 has stored.
;    0  writer    store zonerefs[0].zone
;    1  writer    store zonerefs[0].zone_idx
;    2  writer    store zonerefs[1].zone
;    3  writer    store zonerefs[1].zone_idx
;    4  writer    store zonerefs[2].zone
;    5  writer    store zonerefs[2].zone_idx
;    6  reader 1  load zonerefs[0].zone_idx
;    7  reader 1  load zonerefs[0].zone
;    8  reader 1  load zonerefs[1].zone_idx
;    9  reader 1  load zonerefs[1].zone
;   10  reader 1  load zonerefs[2].zone_idx
;   11  reader 1  load zonerefs[2].zone

(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)

(declare-const |L1[0]| (_ BitVec 2))
(declare-const |L1[1]| (_ BitVec 2))
(declare-const |6 reads 1| Bool)
(declare-const rebuilds (_ BitVec 1))
(declare-const |7 reads 0| Bool)
(declare-const |8 reads 3| Bool)
(declare-const |9 reads 2| Bool)
(declare-const |10 reads 5| Bool)
(declare-const |11 reads 4| Bool)
(declare-const |rank 10| (_ BitVec 2))
(declare-const |rank 11| (_ BitVec 2))
(declare-const |type of 1| (_ BitVec 1))
(declare-const masked Bool)
(declare-const |node of 1| (_ BitVec 1))
(declare-const |node 0 in mask| Bool)
(declare-const |node 1 in mask| Bool)
(declare-const |type of 2| (_ BitVec 1))
(declare-const |node of 2| (_ BitVec 1))
(declare-const limit (_ BitVec 1))
(declare-const |L0 has 1| Bool)
(declare-const |rank 8| (_ BitVec 2))
(declare-const |rank 9| (_ BitVec 2))
(declare-const |rank 6| (_ BitVec 2))
(declare-const |rank 7| (_ BitVec 2))
(declare-const |missed in 0: zone| (_ BitVec 2))

; Instance: lists, zones, request and pages inside the bounds.
(assert (bvule |L1[0]| (_ bv2 2)))
(assert (bvule |L1[1]| (_ bv2 2)))
(assert (not (bvule |L1[0]| (_ bv0 2))))
(assert (or (bvule |L1[1]| (_ bv0 2)) (not (bvule |L1[0]| (_ bv0 2)))))
(assert (or (= |L1[1]| (_ bv0 2)) (not (= |L1[0]| |L1[1]|))))

; Structure: loads read from stores that are made, and waits come to an end.
(define-fun |0 happens| () Bool (bvule (_ bv1 1) rebuilds))
(assert (or (not |6 reads 1|) |0 happens|))
(assert (or (not |7 reads 0|) |0 happens|))
(define-fun |2 happens| () Bool (and |0 happens| (not (= |L1[0]| (_ bv0 2)))))
(assert (or (not |8 reads 3|) |2 happens|))
(assert (or (not |9 reads 2|) |2 happens|))
(define-fun |4 happens| () Bool (and |0 happens| (not (= |L1[1]| (_ bv0 2)))))
(assert (or (not |10 reads 5|) |4 happens|))
(assert (or (not |11 reads 4|) |4 happens|))

; Memory model sc: what it orders has no cycle.
(assert (bvule |rank 10| (_ bv2 2)))
(assert (bvule |rank 11| (_ bv2 2)))
(assert (or (not |11 reads 4|) (bvule (_ bv1 2) |rank 11|)))
(assert (or (not |10 reads 5|) (bvule (_ bv2 2) |rank 10|)))
(assert (bvule |rank 10| |rank 11|))
(define-fun t1 () (_ BitVec 1) (ite (or (not masked) (or (and (= |node of 1| (_ bv0 1)) |node 0 in mask|) (and (= |node of 1| (_ bv1 1)) |node 1 in mask|))) (_ bv1 1) (_ bv0 1)))
(define-fun |word of zone 1| () (_ BitVec 6) (concat t1 (concat ((_ zero_extend 2) |type of 1|) (_ bv1 2))))
(define-fun t2 () (_ BitVec 4) ((_ extract 5 2) |word of zone 1|))
(define-fun |word of zone 2| () (_ BitVec 6) (concat (ite (or (not masked) (or (and (= |node of 2| (_ bv0 1)) |node 0 in mask|) (and (= |node of 2| (_ bv1 1)) |node 1 in mask|))) (_ bv1 1) (_ bv0 1)) (concat ((_ zero_extend 2) |type of 2|) (_ bv2 2))))
(define-fun t3 () (_ BitVec 4) ((_ extract 5 2) |word of zone 2|))
(define-fun |word of L1[0]| () (_ BitVec 6) (concat (ite (= |L1[0]| (_ bv0 2)) (_ bv0 4) (ite (= |L1[0]| (_ bv1 2)) t2 t3)) |L1[0]|))
(define-fun |1 stores| () (_ BitVec 3) ((_ extract 4 2) |word of L1[0]|))
(define-fun |6 returns| () (_ BitVec 3) (ite |6 reads 1| |1 stores| ((_ zero_extend 2) |type of 1|)))
(define-fun |7 happens| () Bool (bvule |6 returns| ((_ zero_extend 2) limit)))
(define-fun t4 () Bool (and |7 happens| (bvule |6 returns| ((_ zero_extend 2) limit))))
(define-fun t5 () Bool (= (ite |7 reads 0| |L1[0]| (_ bv1 2)) (_ bv0 2)))
(define-fun t6 () Bool (and t4 (not t5)))
(define-fun t7 () Bool (and t6 (= (ite |7 reads 0| ((_ extract 5 5) |word of L1[0]|) t1) (_ bv1 1))))
(define-fun |8 happens| () Bool (or t7 (or (not (bvule |6 returns| ((_ zero_extend 2) limit))) (and t6 (not t7)))))
(define-fun |word of L1[1]| () (_ BitVec 6) (concat (ite (= |L1[1]| (_ bv0 2)) (_ bv0 4) (ite (= |L1[1]| (_ bv1 2)) t2 t3)) |L1[1]|))
(define-fun |3 stores| () (_ BitVec 3) ((_ extract 4 2) |word of L1[1]|))
(define-fun |8 returns| () (_ BitVec 3) (ite |8 reads 3| |3 stores| ((_ zero_extend 2) (ite |L0 has 1| |type of 2| (_ bv0 1)))))
(define-fun |9 happens| () Bool (and |8 happens| (bvule |8 returns| ((_ zero_extend 2) limit))))
(define-fun t8 () Bool (and |9 happens| (bvule |8 returns| ((_ zero_extend 2) limit))))
(define-fun |word of L0[1]| () (_ BitVec 6) (ite |L0 has 1| |word of zone 2| (_ bv0 6)))
(define-fun |9 returns| () (_ BitVec 6) (ite |9 reads 2| |word of L1[1]| |word of L0[1]|))
(define-fun t9 () Bool (= ((_ extract 1 0) |9 returns|) (_ bv0 2)))
(define-fun t10 () Bool (and t8 (not t9)))
(define-fun t11 () Bool (and t10 (= ((_ extract 5 5) |9 returns|) (_ bv1 1))))
(define-fun |10 happens| () Bool (and (or t11 (or (and |8 happens| (not (bvule |8 returns| ((_ zero_extend 2) limit)))) (and t10 (not t11)))) (or |L0 has 1| (and (bvule (_ bv1 1) rebuilds) (not (= |L1[1]| (_ bv0 2)))))))
(assert (or (not (and |10 happens| (not |10 reads 5|) |4 happens|)) (not (bvule (_ bv2 2) |rank 10|))))
(assert (or (not (and |10 happens| (not |11 reads 4|) |4 happens|)) (not (bvule (_ bv1 2) |rank 11|))))
(assert (bvule |rank 8| (_ bv2 2)))
(assert (bvule |rank 9| (_ bv2 2)))
(assert (or (not |9 reads 2|) (bvule (_ bv1 2) |rank 9|)))
(assert (or (not |8 reads 3|) (bvule (_ bv2 2) |rank 8|)))
(assert (bvule |rank 8| |rank 9|))
(assert (or (not (and |8 happens| (not |8 reads 3|) |2 happens|)) (not (bvule (_ bv2 2) |rank 8|))))
(assert (or (not (and |9 happens| (not |9 reads 2|) |2 happens|)) (not (bvule (_ bv1 2) |rank 9|))))
(assert (bvule |rank 6| (_ bv2 2)))
(assert (bvule |rank 7| (_ bv2 2)))
(assert (or (not |7 reads 0|) (bvule (_ bv1 2) |rank 7|)))
(assert (or (not |6 reads 1|) (bvule (_ bv2 2) |rank 6|)))
(assert (bvule |rank 6| |rank 7|))
(assert (or (not (and (not |6 reads 1|) |0 happens|)) (not (bvule (_ bv2 2) |rank 6|))))
(assert (or (not (and |7 happens| (not |7 reads 0|) |0 happens|)) (not (bvule (_ bv1 2) |rank 7|))))

; Kind: any rebuild or rebind.

; Violated: a completed pass visits every zone that satisfies the request and is listed throughout.
(define-fun t12 () (_ BitVec 6) (concat (ite (= |missed in 0: zone| (_ bv0 2)) (_ bv0 4) (ite (= |missed in 0: zone| (_ bv1 2)) ((_ extract 5 2) |word of zone 1|) ((_ extract 5 2) |word of zone 2|))) |missed in 0: zone|))
(define-fun t13 () Bool (and (not (bvule |missed in 0: zone| (_ bv0 2))) (bvule |missed in 0: zone| (_ bv2 2)) (not (and (= |L1[0]| |missed in 0: zone|) (= |L1[1]| |missed in 0: zone|))) (and (and (or (= |missed in 0: zone| (_ bv1 2)) (= (ite |L0 has 1| (_ bv2 2) (_ bv0 2)) |missed in 0: zone|)) (or (not (bvule (_ bv1 1) rebuilds)) (or (= |L1[0]| |missed in 0: zone|) (= |L1[1]| |missed in 0: zone|)))) (and (bvule ((_ extract 4 2) t12) ((_ zero_extend 2) limit)) (= ((_ extract 5 5) t12) (_ bv1 1))) (not (or (and t7 (= (ite |7 reads 0| |L1[0]| (_ bv1 2)) |missed in 0: zone|)) (and t11 (= ((_ extract 1 0) |9 returns|) |missed in 0: zone|)))))))
(assert (and (or (and t4 t5) (and t8 t9) |10 happens|) t13))

(check-sat)
