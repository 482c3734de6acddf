package crm

import (
	"fmt"
	"slices"
)

// How somebody stands to an activity.
const (
	Invited  = "invited"
	SignedUp = "signed_up"
	Attended = "attended"
	Absent   = "absent"
)

// AttendanceStates are these in the order of their coming.
var AttendanceStates = []Choice{{Invited, "已邀请"}, {SignedUp, "已报名"}, {Attended, "已签到"}, {Absent, "未到"}}

// attendanceStories are the kinds of the journal that tell of a status.
var attendanceStories = map[string]string{Invited: "activity_invited", SignedUp: "activity_signed_up", Attended: "activity_attended", Absent: "activity_absent"}

// AttendanceStory is the kind of the journal's line about somebody who comes to stand so.
func AttendanceStory(status string) string { return attendanceStories[status] }

// AttendanceStories are all of them.
func AttendanceStories() []string {
	kinds := make([]string, len(AttendanceStates))
	for i, s := range AttendanceStates {
		kinds[i] = attendanceStories[s.Code]
	}
	return kinds
}

// Attendee is one person of an activity's list.
type Attendee struct {
	ID, At, RowVersion int64
	Status, By         string // who noted it, and At when
	NoPhotos           bool   // has not agreed to photos
	Customer           CustomerRow
}

// Attendance is an activity as it stands in a customer's file.
type Attendance struct {
	ActivityID, StartsAt int64
	Title, Kind, Status  string
	Cancelled            bool
}

// seated reports whether somebody who stands so takes a place.
func seated(status string) bool { return status == SignedUp || status == Attended }

// noted are what becomes of somebody who stands in one way (empty: not on the list), whatever the hour.
var noted = map[string][]string{"": {Invited, SignedUp, Attended}, Invited: {SignedUp, Attended, Absent}, SignedUp: {Invited, Attended, Absent}, Attended: {SignedUp, Absent}, Absent: {SignedUp, Attended}}

// Admit says why somebody cannot come to stand otherwise at a moment; day is when the day of the activity begins.
func (a Activity) Admit(was, status string, day, now int64) error {
	label := Label(AttendanceStates, status)
	switch {
	case !Has(AttendanceStates, status):
		return InvalidField("to", "请选择签到、报名、邀请或未到")
	case a.State == ActivityDraft:
		return Refuse(Conflict, "活动还没有批准，批准后才能登记人员")
	case a.State == ActivityCancelled:
		return Refuse(Conflict, "活动已取消，不能再登记人员")
	case was == status:
		return Refuse(Conflict, label+"，不用再登记")
	case was == "" && status == Absent:
		return Refuse(Conflict, "没有邀请或报名的人，不用登记未到")
	case !slices.Contains(noted[was], status):
		return Refuse(Conflict, Label(AttendanceStates, was)+"，不能再改为"+label)
	}
	return a.admitAt(was, status, day, now)
}

// admitAt is the part of Admit that the hour and the places decide.
func (a Activity) admitAt(was, status string, day, now int64) error {
	fresh := was == "" || was == Invited
	switch {
	case status == Attended && now < day:
		return Refuse(Conflict, "活动当天才能签到，现在可以先报名")
	case status == Absent && now < a.StartsAt:
		return Refuse(Conflict, "活动还没有开始，不能登记未到")
	case fresh && status == SignedUp && now >= a.StartsAt:
		return Refuse(Conflict, "活动已经开始，请直接签到")
	case status == Invited && now >= a.StartsAt:
		return Refuse(Conflict, "活动已经开始，不能再邀请或取消报名")
	case seated(status) && !seated(was) && a.Full():
		return Refuse(Conflict, fmt.Sprintf("名额 %d 人已满。要再加人，请先改名额，或把不来的人取消报名、记为未到", a.Capacity))
	}
	return nil
}

// May are the ways somebody may come to stand from one, at a moment.
func (a Activity) May(was string, day, now int64) (list []string) {
	for _, status := range noted[was] {
		if a.Admit(was, status, day, now) == nil {
			list = append(list, status)
		}
	}
	return list
}

// Ways are those in which somebody may come to stand who is looked for at the door at a moment, full or not: who has a place comes
// to a full activity too, and who has none is told so.
func (a Activity) Ways(day, now int64) []string {
	a.Capacity = 0
	return a.May("", day, now)
}

// attendanceRank says which of two notes about one person counts: that somebody came before that they did not, what happened before
// what was intended.
var attendanceRank = map[string]int{Invited: 1, SignedUp: 2, Absent: 3, Attended: 4}

// StrongerAttendance reports whether a status says more than another one about the same person.
func StrongerAttendance(status, other string) bool {
	return attendanceRank[status] > attendanceRank[other]
}
