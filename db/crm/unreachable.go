package crm

import (
	"cmp"
	"slices"
	"time"
)

// Notify records the written notice of the unreachable rule; the wait of some days runs from it.
func (c *Case) Notify(act Act, r *Revisit, at Moment, method string) error {
	if err := c.may(DoRevisitNotice, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(Has(NoticeMethods, method), "method", "请选择通知方式，须为书面")
	third := thirdTry(r.Attempts, act.Loc)
	p.Check(third != 0, "method", "须先联系3次：每次间隔不少于4小时，至少在两天、两个时段（上午、下午、晚上）")
	moment, ok := at.within(max(c.ResolvedAt, third), act.Now)
	p.Check(ok, "at", "时间必须在第三次联系之后、现在之前")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	r.NoticeAt, r.NoticeMethod = moment, method
	c.GateOpensAt, c.ThirdTryAt = EndOfDay(moment, act.kept().UnreachableWait, act.Loc), third
	c.log(act, "revisit_notice", Label(NoticeMethods, method)+act.on(moment))
	return nil
}

// WaitOver reports whether nobody was reached by the full rule: three attempts, the written notice and the wait after it.
func (c *Case) WaitOver(now int64) bool {
	return c.Gate == GateWaiting && c.GateOpensAt != 0 && now >= c.GateOpensAt
}

// try is one attempt in vain, as the rule of three sees it.
type try struct {
	at   int64
	date string
	band int
}

// thirdTry is the moment at which the rule of three was fulfilled, 0 when it is not: any three attempts in vain at least
// 4 h apart, on two dates, in two of the bands morning, afternoon, evening.
func thirdTry(attempts []RevisitAttempt, loc *time.Location) int64 {
	var tries []try
	for _, a := range attempts {
		t := time.Unix(a.At, 0).In(loc)
		if band := contactBand(t.Hour()); band >= 0 && (a.Result == "no_answer" || a.Result == "wrong_number") {
			tries = append(tries, try{a.At, t.Format(time.DateOnly), band})
		}
	}
	slices.SortFunc(tries, func(a, b try) int { return cmp.Compare(a.at, b.at) })
	for k, third := range tries {
		for j, second := range tries[:k] {
			for _, first := range tries[:j] {
				if ruleOfThree(first, second, third) {
					return third.at
				}
			}
		}
	}
	return 0
}

func ruleOfThree(a, b, c try) bool {
	return b.at-a.at >= 4*hour && c.at-b.at >= 4*hour && a.date != c.date && (a.band != b.band || b.band != c.band)
}

// contactBand is the part of the day an attempt fell into: 0 morning 9-12, 1 afternoon 12-18, 2 evening 18-20, -1 none.
func contactBand(h int) int {
	switch {
	case h >= 9 && h < 12:
		return 0
	case h >= 12 && h < 18:
		return 1
	case h >= 18 && h < 20:
		return 2
	}
	return -1
}

// InVain counts the attempts of a round that reached nobody.
func (r Revisit) InVain() (n int) {
	for _, a := range r.Attempts {
		if a.Result == "no_answer" || a.Result == "wrong_number" {
			n++
		}
	}
	return n
}
