package handlers

import (
	"time"

	"linli/db"
	"linli/db/crm"
)

// staged makes a case in the state in which an action is possible for the manager.
func (s *scene) staged(action crm.Action) int64 {
	s.t.Helper()
	switch action {
	case crm.DoVerify:
		return s.stated()
	case crm.DoComplete:
		return s.born(crm.Enquiry, "cleaning", "楼道")
	case crm.DoConfirmDrawal:
		return s.asked(s.born(crm.Complaint, "fees", "公摊"))
	case crm.DoAssign:
		return s.confirmed(s.born(crm.Complaint, "cleaning", "楼道"))
	case crm.DoAccept, crm.DoReturn:
		return s.handed("manager")
	case crm.DoInvestigate, crm.DoRespond, crm.DoPropose, crm.DoResolve:
		return s.accepted("manager")
	case crm.DoTransfer:
		return s.accepted("manager")
	case crm.DoAnnul:
		return s.missed()
	case crm.DoHold:
		return s.answered()
	case crm.DoResume:
		return s.held()
	case crm.DoApprove:
		return s.proposed()
	case crm.DoRevisit, crm.DoRework:
		return s.resolved()
	case crm.DoRevisitNotice:
		return s.unreached()
	case "miss-reason":
		return s.missed()
	case "miss-reason/acceptance":
		return s.explained()
	case crm.DoDecline:
		return s.revisited(crm.RevisitReport{Channel: "phone", Result: "refused"})
	case crm.DoSupervisor:
		return s.revisited(crm.RevisitReport{Channel: "phone", Result: "reached", Solved: "yes", Satisfaction: 1})
	case crm.DoClose:
		return s.revisited(crm.RevisitReport{Channel: "phone", Result: "reached", Solved: "yes", Satisfaction: 5})
	case crm.DoReopen:
		return s.closed()
	case crm.DoMerge:
		s.near["master"] = s.born(crm.Complaint, "cleaning", "楼道")
	case crm.DoUnmerge:
		return s.duplicate()
	case crm.DoTranscript:
		return s.chatted()
	case crm.DoHazard:
		return s.urgent()
	case crm.DoAskReview:
		return s.judged()
	case crm.DoDecideReview:
		id := s.judged()
		s.change(id, "supervisor", func(by db.By, seen int64) error {
			return s.store.AskReview(s.t.Context(), by, id, seen, crm.ReviewAsked{Method: "phone", Reason: "不同意"})
		})
		return id
	case crm.DoAssistDone:
		id := s.accepted("manager")
		s.change(id, "manager", func(by db.By, seen int64) error {
			return s.store.AskAssist(s.t.Context(), by, id, seen, "ZX", "调取监控", crm.Moment{})
		})
		return id
	case crm.DoStatement:
		return s.aboutStaff("管家说话不客气", "worker")
	case crm.DoJoin:
		s.near["cause"] = s.cause(s.by("supervisor"))
	case crm.DoLeave:
		id := s.born(crm.Complaint, "cleaning", "楼道")
		s.cause(s.by("supervisor"), id)
		return id
	}
	return s.born(crm.Complaint, "cleaning", "楼道")
}

// born is a fresh case of a common area.
func (s *scene) born(kind crm.Kind, category, sub string) int64 {
	s.t.Helper()
	c, err := s.store.RegisterCase(s.t.Context(), s.by("supervisor"), db.NewCase{Registration: crm.Registration{Kind: kind, Channel: "phone", Category: category,
		SubCategory: sub, Place: "东门岗亭", CustomerID: s.near["customer"], Summary: nearText}})
	s.ok(err)
	return c.ID
}

func (s *scene) confirmed(id int64) int64 {
	s.t.Helper()
	s.change(id, "supervisor", func(by db.By, seen int64) error {
		return s.store.Acknowledge(s.t.Context(), by, id, seen, crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今日派人查看", SummaryConfirmed: "yes"})
	})
	return id
}

// stated was confirmed in time, but that was typed a day too late and waits for a word about it.
func (s *scene) stated() int64 {
	s.t.Helper()
	now := s.clock()
	s.wait(-25 * time.Hour)
	id := s.born(crm.Complaint, "cleaning", "楼道")
	s.at(now)
	s.change(id, "supervisor", func(by db.By, seen int64) error {
		return s.store.Acknowledge(s.t.Context(), by, id, seen, crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今日派人查看", SummaryConfirmed: "yes",
			At: crm.Moment{At: now.Add(-24*time.Hour - 30*time.Minute).Unix()}, Evidence: "通话记录"})
	})
	return id
}

func (s *scene) asked(id int64) int64 {
	s.t.Helper()
	s.change(id, "supervisor", func(by db.By, seen int64) error {
		return s.store.WithdrawCase(s.t.Context(), by, id, seen, crm.Withdrawal{Method: "phone", Reason: "不追究了"})
	})
	return id
}

func (s *scene) handed(login string) int64 {
	s.t.Helper()
	id := s.confirmed(s.born(crm.Complaint, "cleaning", "楼道"))
	s.change(id, "supervisor", func(by db.By, seen int64) error {
		return s.store.AssignCase(s.t.Context(), by, id, seen, crm.Dispatch{Department: "GC"}, login)
	})
	return id
}

func (s *scene) accepted(login string) int64 {
	s.t.Helper()
	id := s.handed(login)
	s.change(id, login, func(by db.By, seen int64) error {
		return s.store.AcceptCase(s.t.Context(), by, id, seen, "先去现场")
	})
	return id
}

// answered has had its first response, as a wait asks for.
func (s *scene) answered() int64 {
	s.t.Helper()
	id := s.accepted("manager")
	s.change(id, "manager", func(by db.By, seen int64) error {
		return s.store.RespondCase(s.t.Context(), by, id, seen, crm.Response{Method: "phone", Text: "明天更换"})
	})
	return id
}

func (s *scene) held() int64 {
	s.t.Helper()
	id := s.answered()
	s.change(id, "manager", func(by db.By, seen int64) error {
		return s.store.HoldCase(s.t.Context(), by, id, seen, crm.Hold{Reason: "third_party", Evidence: "报价单", Until: s.clock().AddDate(0, 0, 5).Format(time.DateOnly), Method: "phone"})
	})
	return id
}

func (s *scene) proposed() int64 {
	s.t.Helper()
	id := s.accepted("handler")
	s.change(id, "handler", func(by db.By, seen int64) error {
		return s.store.ProposeResult(s.t.Context(), by, id, seen, crm.Proposal{Resolution: "已说明", RootCauses: []string{"人员技能"}, Responsibility: "company", Validity: "invalid", InvalidReason: "事实不成立"})
	})
	return id
}

// chatted is a complaint that came in by an online chat.
func (s *scene) chatted() int64 {
	s.t.Helper()
	c, err := s.store.RegisterCase(s.t.Context(), s.by("supervisor"), db.NewCase{Registration: crm.Registration{Kind: crm.Complaint, Channel: crm.OnlineChat, Category: "cleaning",
		SubCategory: "楼道", Place: "东门岗亭", CustomerID: s.near["customer"], Summary: nearText, Transcript: nearText}})
	s.ok(err)
	return c.ID
}

// urgent is a complaint with a hazard.
func (s *scene) urgent() int64 {
	s.t.Helper()
	c, err := s.store.RegisterCase(s.t.Context(), s.by("supervisor"), db.NewCase{Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone", Category: "facilities",
		SubCategory: "供水供电", Place: "东门岗亭", Urgent: "yes", CustomerID: s.near["customer"], Summary: nearText}})
	s.ok(err)
	return c.ID
}

// judged is a complaint whose complainant was told that it is invalid, as a supervisor approved.
func (s *scene) judged() int64 {
	s.t.Helper()
	id := s.proposed()
	s.change(id, "supervisor", func(by db.By, seen int64) error {
		return s.store.ApproveResult(s.t.Context(), by, id, seen, "approve", "")
	})
	s.change(id, "handler", func(by db.By, seen int64) error {
		return s.store.ResolveCase(s.t.Context(), by, id, seen, crm.Told{Method: "phone", Whom: "本人"})
	})
	return id
}

func (s *scene) resolved() int64 {
	s.t.Helper()
	id := s.accepted("handler")
	s.change(id, "handler", func(by db.By, seen int64) error {
		return s.store.ResolveCase(s.t.Context(), by, id, seen, crm.Told{Method: "phone", Whom: "本人",
			Proposal: &crm.Proposal{Resolution: "已修好", RootCauses: []string{"设施老化"}, Responsibility: "company", Validity: "valid"}})
	})
	return id
}

func (s *scene) revisited(report crm.RevisitReport) int64 {
	s.t.Helper()
	id := s.resolved()
	s.change(id, "supervisor", func(by db.By, seen int64) error { return s.store.RecordRevisit(s.t.Context(), by, id, seen, report) })
	return id
}

// unreached was tried three times as the rule asks.
func (s *scene) unreached() int64 {
	s.t.Helper()
	now := s.clock()
	s.at(now.Add(-56 * time.Hour).Truncate(24 * time.Hour).Add(2 * time.Hour)) // ten in the morning
	id := s.resolved()
	for _, pause := range []time.Duration{time.Minute, 5 * time.Hour, 19 * time.Hour} {
		s.wait(pause)
		s.change(id, "supervisor", func(by db.By, seen int64) error {
			return s.store.RecordRevisit(s.t.Context(), by, id, seen, crm.RevisitReport{Channel: "phone", Result: "no_answer"})
		})
	}
	s.at(now)
	return id
}

// missed was not confirmed in a day.
func (s *scene) missed() int64 {
	s.t.Helper()
	now := s.clock()
	s.wait(-25 * time.Hour)
	id := s.born(crm.Complaint, "cleaning", "楼道")
	s.at(now)
	return id
}

func (s *scene) explained() int64 {
	s.t.Helper()
	id := s.missed()
	s.change(id, "supervisor", func(by db.By, seen int64) error {
		return s.store.ExplainMiss(s.t.Context(), by, id, seen, crm.Miss{Clock: crm.AckClock, Cycle: 1, Reason: "人手不足"})
	})
	return id
}

// duplicate was just merged into another case of the same person.
func (s *scene) duplicate() int64 {
	s.t.Helper()
	id := s.staged(crm.DoMerge)
	s.change(id, "supervisor", func(by db.By, seen int64) error {
		return s.store.MergeCase(s.t.Context(), by, id, seen, s.near["master"], 1, crm.Merging{Reason: "同一件事", Method: "phone", ToldNumber: true})
	})
	return id
}

func (s *scene) closed() int64 {
	s.t.Helper()
	id := s.staged(crm.DoClose)
	s.change(id, "supervisor", func(by db.By, seen int64) error { return s.store.CloseCase(s.t.Context(), by, id, seen, "") })
	return id
}
