package handlers

import (
	"time"

	"linli/db"
	"linli/db/crm"
)

// activities began an hour ago with somebody who signed up: of both people and of the other project. Who may change drafts only has one of their own.
func (s *scene) activities() {
	s.t.Helper()
	s.near["activity"], s.near["attendee"] = s.activity("manager", s.near["customer"])
	s.far["activity"], s.far["attendee"] = s.activity("supervisor", s.far["customer"])
	s.elsewhere["activity"], s.elsewhere["attendee"] = s.activity("stranger", s.elsewhere["customer"])
	file := s.file()
	defer file.Close()
	for _, role := range []string{"clerk", "steward"} {
		if s.own[role] == nil {
			s.own[role] = map[string]int64{}
		}
		id, attendee := s.draft(role), int64(0)
		s.ok(file.QueryRow(`INSERT INTO event_attendance (event_id, customer_id, status, at) VALUES (?, ?, 'invited', ?) RETURNING id`, id, s.near["customer"], testStart.Unix()).Scan(&attendee))
		s.own[role]["activity"], s.own[role]["attendee"] = id, attendee
	}
}

// draft is an activity that waits for approval.
func (s *scene) draft(login string) int64 {
	s.t.Helper()
	id, err := s.store.SaveActivity(s.t.Context(), s.by(login), 0, crm.Activity{Kind: "community", Title: "亲子手工坊", Place: "活动室", StartsAt: s.clock().Unix() + 7*86400})
	s.ok(err)
	return id
}

// activity is one that began an hour ago, with somebody who had signed up.
func (s *scene) activity(login string, customer int64) (id, attendee int64) {
	s.t.Helper()
	now, ctx := s.clock(), s.t.Context()
	s.wait(-24 * time.Hour)
	id, err := s.store.SaveActivity(ctx, s.by(login), 0, crm.Activity{Kind: "forum", Title: "业主座谈会", Place: "会议室", StartsAt: now.Unix() - 3600, Photos: true})
	s.ok(err)
	today := s.clock().Format(time.DateOnly)
	_, err = s.store.NoteComing(ctx, s.by(login), db.Coming{ActivityID: id, CustomerID: customer, Status: crm.SignedUp}, today, testStart.Location())
	s.ok(err)
	list, err := s.store.Attendees(ctx, s.staff[login], id, "", 0, 1, today)
	s.ok(err)
	s.at(now)
	return id, list[0].ID
}
