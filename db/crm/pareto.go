package crm

import (
	"cmp"
	"slices"
)

// Bar is one cause with how often it was one, and how much of all it makes together with those before it.
type Bar struct {
	Label    string
	N        int64
	UpToHere int64 // N of this bar and of all before it
	Total    int64
}

// Share is the bar's part of all.
func (b Bar) Share() string { return Percent(b.N, b.Total) }

// Cumulative is the part of this bar and of all before it.
func (b Bar) Cumulative() string { return Percent(b.UpToHere, b.Total) }

// Pareto puts causes in the order of their weight, the heaviest first; equal ones by name. Those without a count are left out.
func Pareto(counts map[string]int64) []Bar {
	bars := make([]Bar, 0, len(counts))
	var total int64
	for label, n := range counts {
		if n > 0 {
			bars, total = append(bars, Bar{Label: label, N: n}), total+n
		}
	}
	slices.SortFunc(bars, func(a, b Bar) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Label, b.Label)) })
	var sum int64
	for i := range bars {
		sum += bars[i].N
		bars[i].UpToHere, bars[i].Total = sum, total
	}
	return bars
}

// Speed is how quickly one kind of clock was met, by a team or for a customer: of the clocks that are decided, how many were on
// time, and the mean and the median time of those that are done.
type Speed struct {
	Tally
	Done, Seconds int64 // clocks with a milestone, and the sum of their times from the anchor
	Median        int64 // seconds, of an even number the middle of the two
}

// Hours is the mean time in hours with one decimal, «—» while nothing is done.
func (s Speed) Hours() string { return Round1(s.Seconds, s.Done*3600) }

// MedianHours is the median time in hours with one decimal, «—» while nothing is done.
func (s Speed) MedianHours() string {
	if s.Done == 0 {
		return NoFigure
	}
	return Round1(s.Median, 3600)
}
