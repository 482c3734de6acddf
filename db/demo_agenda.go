package db

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// agenda is what will happen, the next first.
type agenda struct {
	errands errands
	given   int
}

// errand is one thing somebody does at a moment.
type errand struct {
	at    int64
	order int // among those of the same second
	do    func(at int64) error
}

type errands []errand

func (e errands) Len() int { return len(e) }
func (e errands) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].order < e[j].order
}
func (e errands) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *errands) Push(x any)   { *e = append(*e, x.(errand)) }
func (e *errands) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

func (a *agenda) add(at int64, do func(at int64) error) {
	a.given++
	heap.Push(&a.errands, errand{at, a.given, do})
}

// run does what is due until a moment, in order, some hundred errands a transaction.
func (d *demo) run(until int64) error {
	for len(d.errands) > 0 && d.errands[0].at <= until {
		err := d.batch(func() error {
			for n := 0; n < demoBatch && len(d.errands) > 0 && d.errands[0].at <= until; n++ {
				next := heap.Pop(&d.errands).(errand)
				if err := next.do(next.at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// arrival is when somebody turns to the office, and when it is on record.
type arrival struct {
	received, registered int64
	channel, late        string
}

var (
	hoursOfDay  = weigh("0 1 1 1 2 1 3 1 4 1 5 2 6 6 7 20 8 52 9 70 10 66 11 44 12 26 13 34 14 58 15 60 16 52 17 44 18 38 19 36 20 28 21 16 22 6 23 3")
	channelsAll = weigh("phone 470 walk_in 170 wechat 175 online_chat 35 web_form 35 patrol 40 hotline_12345 22 email 15 paper 12 street 6 committee 8 qr 12")
	daysOfWeek  = [7]int{85, 118, 106, 100, 98, 102, 108} // Sunday first
	months      = [12]int{112, 98, 92, 94, 98, 108, 122, 118, 104, 94, 96, 106}
)

// arrivals spreads the cases over the months: more on Mondays, in the summer's rain and the winter's frost, few at night.
func (d *demo) arrivals(cases int) []arrival {
	var days []time.Time
	var sums []int
	sum := 0
	for day := d.opened; day.Before(d.now); day = day.AddDate(0, 0, 1) {
		sum += daysOfWeek[day.Weekday()] * months[day.Month()-1]
		days, sums = append(days, day), append(sums, sum)
	}
	list := make([]arrival, 0, cases)
	for len(list) < cases {
		i, _ := slices.BinarySearch(sums, d.IntN(sum)+1)
		hour, _ := time.ParseDuration(d.weighted(hoursOfDay) + "h")
		at := days[i].Add(hour + time.Duration(d.IntN(3600))*time.Second).Unix()
		if a := d.arrival(at); a.registered < d.now.Unix() {
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b arrival) int { return cmp.Compare(a.registered, b.registered) })
	return list
}

// arrival decides how a case that came at a moment gets on record: most at once, some hours later with the reason.
func (d *demo) arrival(at int64) arrival {
	a := arrival{received: at, channel: d.weighted(channelsAll)}
	hour := time.Unix(at, 0).In(d.zone).Hour()
	switch {
	case (hour >= 22 || hour < 7) && d.chance(70): // told to a guard
		a.registered, a.late = d.morning(at), "relayed"
		if a.channel != "wechat" {
			a.channel = "patrol"
		}
	case a.channel == "paper":
		a.registered, a.late = at+d.between(2, 9)*3600, "batch"
	case a.channel == "phone" || a.channel == "walk_in" || a.channel == "web_form" || a.channel == "qr":
		a.registered = at + d.between(1, 9)*60
	default:
		a.registered = at + d.between(2, 14)*60
	}
	if a.late == "" && d.chance(2.2) {
		a.registered, a.late = at+d.between(20, 60*9)*60, d.of([]string{"away", "away", "away", "batch", "outage", "other"})
	}
	return a
}

// morning is some time after the desk opens again.
func (d *demo) morning(at int64) int64 {
	t := time.Unix(at, 0).In(d.zone)
	opens := time.Date(t.Year(), t.Month(), t.Day(), 7, 40, 0, 0, d.zone)
	if !opens.After(t) {
		opens = opens.AddDate(0, 0, 1)
	}
	return opens.Unix() + d.between(0, 95*60)
}

// working moves a moment into the hours somebody is at work.
func (d *demo) working(at int64) int64 {
	if hour := time.Unix(at, 0).In(d.zone).Hour(); hour >= 8 && hour < 20 {
		return at
	}
	return d.morning(at)
}

// after is some minutes later, at work.
func (d *demo) after(at, low, high int64) int64 {
	return d.working(at + d.between(low*60, high*60))
}

// rush is how much more goes wrong at a moment than usual: lately the staff is short.
func (d *demo) rush(at int64) float64 {
	if at > d.now.Unix()-6*86400 {
		return 3
	}
	return 1
}

// meet is when something with a due is done: mostly well before it, in some percent of the cases too late.
func (d *demo) meet(at, due int64, latePercent float64) int64 {
	if due == 0 {
		return d.after(at, 30, 600)
	}
	if d.chance(latePercent * d.rush(at)) {
		late := 1 + d.ExpFloat64()*26
		return max(d.working(due+int64(late*3600)), at+600)
	}
	if left := due - at; left > 600 {
		share := 0.04 + 0.6*d.Float64()*d.Float64()
		t := d.working(at + int64(float64(left)*share))
		if t >= due {
			t = at + int64(float64(left)*(0.3+0.5*d.Float64()))
		}
		return max(t, at+60)
	}
	return at + max(30, (due-at)/3)
}
