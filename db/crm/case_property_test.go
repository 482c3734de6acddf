package crm

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// aside are actions that lead nowhere, or back: rarely done, so that cases come far.
var aside = map[Action]int{DoVoid: 8, DoKind: 30, DoAssist: 30, DoAssistDone: 5, DoTarget: 300, DoRecuse: 300, DoStatement: 3, DoReportUp: 40, DoAckAttempt: 10, DoInvestigate: 10, DoPropose: 5, DoRework: 20, DoReturn: 2, DoWithdraw: 100, DoHold: 8, DoTransfer: 10, DoHandOver: 60, DoLevel: 50, DoCategory: 60, DoReceipt: 60, DoMerge: 100, DoJoin: 60, DoLeave: 60}

// moves are the actions that take time out of the resolution clock, or give it back.
var moves = []Action{DoRevisit, DoRework, DoHold, DoResume, DoWithdraw, DoConfirmDrawal, DoMerge, DoUnmerge, DoDecideReview}

// dated are the actions that give a clock another due; those that quality or a correction ask for may excuse a miss.
var dated = []Action{DoKind, DoAssign, DoJoin, DoLevel, DoCategory, DoReceipt, DoAnnul}

// step does one thing that the case offers somebody, and checks what must hold whatever was done.
func (x *chaos) step() {
	who := pick(x.rnd, append(slices.Sorted(maps.Keys(people)), "clerk2", "clerk2", "handler", "handler", "lead2", "boss2", "boss2", "boss2")...)
	act := x.as(who)
	offered := slices.DeleteFunc(x.c.ActionsFor(act), func(a Action) bool { return x.rnd.IntN(1+aside[a]) != 0 })
	if x.rnd.IntN(10) == 0 {
		offered = []Action{"tick"}
	}
	if len(offered) == 0 {
		return
	}
	a := pick(x.rnd, offered...)
	before := *x.c
	before.Cycles = slices.Clone(x.c.Cycles)
	var err error
	if a == "tick" {
		if !x.c.HoldOver(act) {
			x.c.NoteMisses(act)
		}
	} else {
		err = x.act(a, act)
	}
	if err != nil { // nothing of it is kept
		if code := codeOf(err); code != Invalid && code != Conflict && code != Forbidden {
			x.t.Fatalf("%s by %s: %v", a, who, err)
		}
		*x.c = before
		return
	}
	x.done[string(a)]++
	if x.c.State == PendingRevisit && before.State == InProgress {
		r := x.c.NewRevisit(people["clerk"])
		x.r = &r
	}
	x.hold(a, &before)
}

// hold checks the invariants of domain.md §3.4 over one command.
func (x *chaos) hold(a Action, before *Case) {
	x.t.Helper()
	if x.c.Unlogged() {
		x.t.Fatalf("%s changed facts that no event tells of", a)
	}
	for i := range before.Cycles {
		y := &x.c.Cycles[i]
		for _, name := range ClockNames {
			x.holdClock(a, name, *before.Cycles[i].Clock(name), *y.Clock(name))
		}
		paused, moved := y.PausedSecs-before.Cycles[i].PausedSecs, y.Resolution.DueAt-before.Cycles[i].Resolution.DueAt
		if paused != 0 && !slices.Contains(moves, a) || y.PausedSecs < 0 || moved != paused && !slices.Contains(dated, a) {
			x.t.Fatalf("%s paused the resolution for %d s and moved its due by %d s", a, paused, moved)
		}
	}
	if !x.c.State.Open() {
		for _, name := range ClockNames {
			if k := x.cycle().Clock(name); k.Open() && k.At == 0 && k.MissedDueAt == 0 {
				x.t.Fatalf("%s ended the case with a running %s clock: %+v", a, name, *k)
			}
		}
	}
}

func (x *chaos) holdClock(a Action, name ClockName, was, is Clock) {
	x.t.Helper()
	fail := func(what string) {
		x.t.Fatalf("%s at %s, %s: %s\nwas %+v\nis  %+v", a, when(x.now), name, what, was, is)
	}
	if was.MissedDueAt != 0 && is.MissedDueAt != was.MissedDueAt && a != DoVerify && a != DoAnnul {
		fail("a written miss went away")
	}
	if is.PausedUntil != 0 && (is.DueAt < is.PausedUntil || x.c.State != OnHold) {
		fail("paused beyond its due, or beyond the wait")
	}
	if was.MissedDueAt != 0 && is.MissedDueAt == 0 && a != DoAnnul && (is.MetAt == 0 || is.MetAt > was.MissedDueAt) {
		fail("cleared without a milestone before the due")
	}
	bad := func(v Verdict) bool { return v == Missed || v == Late }
	if v := was.Verdict(x.now); bad(v) && !bad(is.Verdict(x.now)) && a != DoVerify && a != DoAnnul {
		fail("from " + string(v) + " to " + string(is.Verdict(x.now)))
	}
	if name == AckClock && is.DueAt != was.DueAt && a != DoKind && a != DoReceipt && a != DoAnnul {
		fail("the due moved")
	}
	if name == ResponseClock && is.DueAt != was.DueAt && !slices.Contains(dated, a) {
		fail("the due moved without a change of level")
	}
	if is.MetAt != 0 && (is.Pending || is.MetAt > x.now) {
		fail("counts and waits, or counts from the future")
	}
	if name != RevisitClock && is.MetAt != 0 && was.MetAt == 0 && a != DoVerify && was.DueAt < x.now && is.MetAt <= was.DueAt {
		fail("a due was met behind its back")
	}
}

// zeroFact reports whether a fact has the value it has when never set.
func zeroFact(v any) bool { return v == "" || v == int64(0) || v == false }

// wantFold fails unless the facts of the case are what its log adds up to.
func (f *file) wantFold() {
	f.t.Helper()
	facts := map[string]any{}
	for _, e := range f.c.Events() {
		for name, value := range e.Before {
			if facts[name] != value && !(facts[name] == nil && zeroFact(value)) {
				f.t.Fatalf("%s says %s was %v, the log before it %v", e.Kind, name, value, facts[name])
			}
		}
		maps.Copy(facts, e.After)
		maps.Copy(facts, e.Texts)
	}
	for name, value := range f.c.Facts() {
		if facts[name] != value && !(facts[name] == nil && zeroFact(value)) {
			f.t.Fatalf("%s is %v, the log adds up to %v", name, value, facts[name])
		}
	}
}

func TestNothingErasesAMiss(t *testing.T) {
	total := map[string]int{}
	for seed := range uint64(1800) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		r := pick(rnd, complaint(), complaint(), complaint(), anonymous(), ofKind(Repair), ofKind(Suggestion), ofKind(Enquiry), ofKind(Praise))
		r.Channel = pick(rnd, "phone", OnlineChat)
		r.Urgent, r.Earlier = pick(rnd, "", "yes"), pick(rnd, 0, 0, 1, 2)
		r.Received, r.LateEntry = Moment{At: at("2025-03-14 08:00") - int64(rnd.IntN(100*3600))}, "other"
		x := &chaos{file: register(t, "2025-03-14 08:00", r), rnd: rnd, done: total}
		for range 120 {
			x.pass()
			x.step()
		}
		x.wantFold()
	}
	for _, a := range Actions {
		if total[string(a.Code)] < 10 {
			t.Errorf("%s went through %d times: the walk is too narrow", a.Code, total[string(a.Code)])
		}
	}
}

func TestForwardAddEqualsBackwardMeasure(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	form := "2006-01-02 15:04:05"
	for range 5000 {
		anchor := at("1986-01-01 00:00") + rnd.Int64N(60*365*86400) // the summers of 1986 to 1991 among them
		span := 1 + rnd.Int64N(400*3600)
		k := newCycle(1, anchor, spans{response: span}, 1).Response
		local := time.Unix(anchor, 0).In(shanghai).Add(time.Duration(span) * time.Second)
		if k.DueAt != local.Unix() || k.DueAt-k.AnchorAt != span {
			t.Fatalf("%s + %d s: %s", when(anchor), span, when(k.DueAt))
		}
		if back := local.Add(-time.Duration(span) * time.Second).Format(form); back != time.Unix(anchor, 0).In(shanghai).Format(form) {
			t.Fatalf("%s measured back: %s", when(anchor), back)
		}
		for _, elapsed := range []int64{span - 1, span, span + 1} {
			done := k
			done.MetAt = anchor + elapsed
			if late := done.Verdict(done.MetAt) == Late; late != (elapsed > span) {
				t.Fatalf("%d of %d s: late %v", elapsed, span, late)
			}
		}
	}
}
