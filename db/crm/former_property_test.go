package crm

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestAFormerCaseIsJudgedAsIfLivedHere lets random cases live by their screens, step after step, and brings the same moments
// in as an old ledger: every clock must say the same.
func TestAFormerCaseIsJudgedAsIfLivedHere(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 41))
	borders := []int64{4 * hour, 24 * hour, 48 * hour, 72 * hour, 168 * hour, 360 * hour}
	moment := func() int64 {
		if random.IntN(2) == 0 {
			return borders[random.IntN(len(borders))] + int64(random.IntN(3)) - 1
		}
		return int64(random.IntN(400 * hour))
	}
	kinds := []struct{ category, sub string }{{"cleaning", "楼道"}, {"elevator", "停梯"}, {"elevator", "困人"}}
	for range 500 {
		steps := []int64{moment(), moment(), moment()}
		slices.Sort(steps)
		kind, anchor := kinds[random.IntN(len(kinds))], at("2025-03-14 08:00")+int64(random.IntN(1_000_000))
		r := complaint()
		r.Category, r.SubCategory = kind.category, kind.sub
		lived := register(t, when(anchor), r)
		step := func(i int, do ...func() error) {
			lived.now = anchor + steps[i]
			for _, one := range do {
				lived.must(one())
			}
		}
		step(0, lived.ackAs, lived.assign, lived.accept)
		step(1, lived.respond)
		step(2, func() error { return lived.propose(result()) }, func() error {
			if lived.c.Approval != "pending" {
				return nil
			}
			return lived.approve()
		}, lived.resolve)
		lived.wait(time.Duration(random.IntN(100)) * time.Hour)
		lived.c.NoteMisses(lived.as("boss"))

		f := former(Complaint, kind.category, kind.sub)
		f.Received.At, f.AckAt, f.RespondedAt, f.ResolvedAt = anchor, anchor+steps[0], anchor+steps[1], anchor+steps[2]
		f.RoomID, f.CustomerID, f.Place = r.RoomID, r.CustomerID, ""
		again := relive(t, when(lived.now), f)
		if again.State != lived.c.State || again.Level != lived.c.Level || again.ResolvedAt != lived.c.ResolvedAt {
			t.Errorf("%s %s, lived %s %s", again.State, again.Level, lived.c.State, lived.c.Level)
		}
		for _, name := range ClockNames {
			a, b := *again.Current().Clock(name), *lived.cycle().Clock(name)
			a.StatedBy, b.StatedBy = 0, 0
			if a != b {
				t.Fatalf("%s of %s, steps %v: %+v\nlived %+v", name, kind.sub, steps, a, b)
			}
		}
	}
}
