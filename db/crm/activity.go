package crm

import (
	"fmt"
	"strings"
)

// ActivityKinds are the kinds of community activities (domain.md §11).
var ActivityKinds = []Choice{{"forum", "业主座谈会"}, {"assembly", "业主大会"}, {"community", "社区活动"}, {"festival", "节日活动"}, {"service_day", "便民服务日"}, {"fire_drill", "消防演练"},
	{"volunteer", "志愿服务"}}

// The states of an activity. Whoever may approve needs nobody else for their own.
const (
	ActivityDraft     = "draft"
	ActivityApproved  = "approved"
	ActivityCancelled = "cancelled"
)

// ActivityStages are how an activity stands at a moment.
var ActivityStages = []Choice{{ActivityDraft, "待批准"}, {"upcoming", "未开始"}, {"begun", "已举办"}, {ActivityCancelled, "已取消"}}

// MaxMinutes is the longest text of minutes, in characters.
const MaxMinutes = 4000

// Activity is a forum, an assembly or another event of the community, with how many people stand where.
type Activity struct {
	ID                           int64
	Kind, Title, Place, Audience string
	Note, Minutes                string
	StartsAt                     int64
	Capacity                     int64 // 0 = as many as come
	Photos                       bool  // photos are taken
	State, CancelReason          string
	CreatedAt, RowVersion        int64

	Invited, SignedUp, Attended, Absent int64
}

// Stage is how the activity stands at a moment.
func (a Activity) Stage(now int64) string {
	switch {
	case a.State != ActivityApproved:
		return a.State
	case now < a.StartsAt:
		return "upcoming"
	}
	return "begun"
}

// Seats are the places taken: of those who signed up and of those who are there.
func (a Activity) Seats() int64 { return a.SignedUp + a.Attended }

// Listed are all people of the list.
func (a Activity) Listed() int64 { return a.Seats() + a.Invited + a.Absent }

// Full reports whether nobody else finds a place.
func (a Activity) Full() bool { return a.Capacity > 0 && a.Seats() >= a.Capacity }

// activityYears is how far from today an activity may lie: older ones are noted after the fact, later ones are a slip of the pen.
const activityYears = 2

// putOff is how long the start may be put off after somebody has come.
const putOff = 12 * 3600

// Check finds what is wrong with an activity that is saved at a moment; was is what it was, of a new one nothing.
func (a Activity) Check(was Activity, now int64) error {
	p := Problems{}
	p.Check(Has(ActivityKinds, a.Kind), "kind", "请选择类型")
	p.Check(strings.TrimSpace(a.Title) != "", "title", "请填写名称")
	p.Check(strings.TrimSpace(a.Place) != "", "place", "请填写地点")
	p.Check(a.StartsAt != 0, "starts_at", "请填写开始时间")
	far := int64(activityYears) * 366 * 86400
	p.Check(a.StartsAt == 0 || a.StartsAt == was.StartsAt || a.StartsAt >= now-far && a.StartsAt <= now+far, "starts_at", "开始时间应在前后两年之内")
	p.Check(a.StartsAt <= max(now, was.StartsAt+putOff) || was.Attended+was.Absent == 0, "starts_at", "已登记到场情况，开始时间不能改到以后")
	p.Check(a.Capacity >= 0 && a.Capacity <= 99_999, "capacity", "名额应在 0 至 99999 之间，0 为不限")
	p.Check(a.Capacity == 0 || a.Capacity >= was.Seats(), "capacity", fmt.Sprintf("已有 %d 人报名或签到，名额不能更少", was.Seats()))
	return p.Err()
}

// MayChange reports whether by may change or cancel the activity: a draft everybody who makes them, one that is approved who approves.
func (a Activity) MayChange(by Staff) bool {
	switch a.State {
	case ActivityDraft:
		return by.May(ActivityEdit)
	case ActivityApproved:
		return by.May(ActivityApprove)
	}
	return false
}

// CheckChange says why by may not change it.
func (a Activity) CheckChange(by Staff) error {
	switch {
	case a.MayChange(by):
		return nil
	case a.State == ActivityCancelled:
		return Refuse(Conflict, "活动已取消，不能再修改")
	}
	return Refuse(Forbidden, "已批准的活动由客服主管或项目经理修改")
}

// CheckApprove says why by may not approve it.
func (a Activity) CheckApprove(by Staff) error {
	switch {
	case !by.May(ActivityApprove):
		return Refuse(Forbidden, "活动由客服主管或项目经理批准")
	case a.State != ActivityDraft:
		return Refuse(Conflict, "活动已批准或取消")
	}
	return nil
}

// CheckCancel says why by may not cancel it for a reason.
func (a Activity) CheckCancel(by Staff, reason string) error {
	if err := a.CheckChange(by); err != nil {
		return err
	}
	if a.Attended > 0 {
		return Refuse(Conflict, fmt.Sprintf("已有 %d 人签到，活动不能取消", a.Attended))
	}
	if strings.TrimSpace(reason) == "" {
		return InvalidField("reason", "请填写取消的原因")
	}
	return nil
}

// CheckMinutes says why minutes cannot be written at a moment.
func (a Activity) CheckMinutes(now int64) error {
	switch stage := a.Stage(now); stage {
	case "begun":
		return nil
	case "upcoming":
		return Refuse(Conflict, "活动还没有开始，开始后再写纪要")
	default:
		return Refuse(Conflict, "活动"+Label(ActivityStages, stage)+"，没有纪要")
	}
}

// ActivityPlan is how many activities of a kind a year should see, with those that were held and that are still to come.
type ActivityPlan struct {
	Kind                 string
	Wanted, Held, Coming int64
}

// Short is how many are neither held nor arranged.
func (p ActivityPlan) Short() int64 { return max(0, p.Wanted-p.Held-p.Coming) }

// ActivityPlans are the kinds that a project wants so many of a year.
func (s Settings) ActivityPlans() (list []ActivityPlan) {
	for _, p := range []ActivityPlan{{Kind: "forum", Wanted: s.YearlyForums}, {Kind: "community", Wanted: s.YearlyCommunity}, {Kind: "assembly", Wanted: s.YearlyAssemblies}} {
		if p.Wanted > 0 {
			list = append(list, p)
		}
	}
	return list
}
