package db

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"linli/db/crm"
)

// Member is a case of a cause as a form about many names it: the version seen, how and when this one person was told, and the
// day named to this one alone, empty for the one named to all.
type Member struct {
	ID, Seen int64
	Method   string
	At       crm.Moment
	On       string
}

// changeMembers runs a rule on cases in the versions seen and saves them all; where one is refused nothing is kept, and the
// error says which and why, row by row.
func (tx *Tx) changeMembers(members []Member, rule func(c *crm.Case, act crm.Act, m Member) error) error {
	p := crm.Problems{}
	for _, m := range members {
		err := tx.changeMember(m, rule)
		if err != nil && !memberProblem(p, m, err, tx) {
			return err
		}
	}
	return p.Err()
}

func (tx *Tx) changeMember(m Member, rule func(c *crm.Case, act crm.Act, m Member) error) error {
	c, err := tx.caseToChange(m.ID)
	if err != nil {
		return err
	}
	if c.RowVersion != m.Seen {
		return tx.stale("case", m.ID)
	}
	act, err := tx.actOn(c)
	if err != nil {
		return err
	}
	was := asSaved(c)
	if err := rule(c, act, m); err != nil {
		return err
	}
	return tx.saveCase(c, was)
}

// rowFields are the fields of an action that a form about many asks of each.
var rowFields = map[string]string{"method": "method", "told_method": "method", "ack_at": "at", "at": "at", "told_at": "at", "promised_on": "on", "expected_on": "on"}

// memberProblem notes at its row why a member was refused; it reports false for what is no refusal.
func memberProblem(p crm.Problems, m Member, err error, tx *Tx) bool {
	row := "_" + strconv.FormatInt(m.ID, 10)
	var refusal *crm.Error
	var stale *Stale
	switch {
	case errors.As(err, &stale):
		loc, _ := tx.zone(tx.by.Staff.ProjectID)
		p.Add("member"+row, "已被"+stale.By+"于"+time.Unix(stale.At, 0).In(loc).Format("15:04")+"修改，请核对后再保存")
	case !errors.As(err, &refusal):
		return false
	case len(refusal.Fields) == 0:
		p.Add("member"+row, refusal.Message)
	}
	if refusal != nil {
		for name, sentence := range refusal.Fields {
			if of, ok := rowFields[name]; ok && (of != "on" || m.On != "") {
				name = of + row
			}
			p.Add(name, sentence)
		}
	}
	return true
}

// groupAct is one step taken with many cases of a cause at once: the rule for each, and what the cause itself keeps of it.
type groupAct struct {
	each  func(tx *Tx, g *crm.Group, c *crm.Case, act crm.Act, m Member) error
	keeps func(g *crm.Group)
	after func(tx *Tx, g *crm.Group, last *crm.Case) error
}

func (s *Store) actOnMembers(ctx context.Context, by By, group int64, members []Member, do groupAct) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		g, err := visibleGroup(tx, by.Staff, group)
		if err != nil {
			return err
		}
		if len(members) == 0 {
			return crm.InvalidField("members", "请勾选要办理的户")
		}
		tx.answers("group", group)
		var last *crm.Case
		err = tx.changeMembers(members, func(c *crm.Case, act crm.Act, m Member) error {
			if c.GroupID != group {
				return crm.Refuse(crm.Conflict, "已不在这个一因多诉中")
			}
			last = c
			return do.each(tx, g, c, act, m)
		})
		if err != nil {
			return err
		}
		if do.keeps != nil {
			do.keeps(g)
			if err := tx.saveGroup(g, "group_changed"); err != nil {
				return err
			}
		}
		if do.after == nil {
			return nil
		}
		return do.after(tx, g, last)
	})
	return fail("act on members", err)
}

// AcknowledgeMembers confirms to many at once, each with their own method and moment. What is promised to all for a day is promised
// to everybody who is known.
func (s *Store) AcknowledgeMembers(ctx context.Context, by By, group int64, members []Member, in crm.Acknowledgement) error {
	return s.actOnMembers(ctx, by, group, members, groupAct{each: func(tx *Tx, _ *crm.Group, c *crm.Case, act crm.Act, m Member) error {
		own := in
		own.Method, own.At = m.Method, m.At
		if m.On != "" || c.CustomerID == 0 {
			own.PromisedOn = m.On
		}
		return tx.acknowledge(c, act, own)
	}})
}

// AssignMembers gives many to one department.
func (s *Store) AssignMembers(ctx context.Context, by By, group int64, members []Member, in crm.Dispatch, handlerLogin string) error {
	return s.actOnMembers(ctx, by, group, members, groupAct{each: func(tx *Tx, _ *crm.Group, c *crm.Case, act crm.Act, _ Member) error {
		return tx.assign(c, act, in, handlerLogin)
	}})
}

// AcceptMembers takes many in hand.
func (s *Store) AcceptMembers(ctx context.Context, by By, group int64, members []Member, firstStep string) error {
	return s.actOnMembers(ctx, by, group, members, groupAct{each: func(_ *Tx, _ *crm.Group, c *crm.Case, act crm.Act, _ Member) error {
		return c.Accept(act, firstStep)
	}})
}

// InvestigateMembers records what was found about the cause.
func (s *Store) InvestigateMembers(ctx context.Context, by By, group int64, members []Member, at crm.Moment, findings string) error {
	return s.actOnMembers(ctx, by, group, members, groupAct{
		each: func(_ *Tx, _ *crm.Group, c *crm.Case, act crm.Act, _ Member) error {
			return c.Investigate(act, at, findings)
		},
		keeps: func(g *crm.Group) { g.Findings = findings }})
}

// RemoveHazardOfMembers notes that the hazard of one cause has been removed, in all of its urgent cases.
func (s *Store) RemoveHazardOfMembers(ctx context.Context, by By, group int64, members []Member, at crm.Moment, how string) error {
	return s.actOnMembers(ctx, by, group, members, groupAct{each: func(_ *Tx, _ *crm.Group, c *crm.Case, act crm.Act, _ Member) error {
		return c.RemoveHazard(act, at, how)
	}})
}

// RespondMembers gives many the one answer, each told in their own way.
func (s *Store) RespondMembers(ctx context.Context, by By, group int64, members []Member, in crm.Response) error {
	return s.actOnMembers(ctx, by, group, members, groupAct{
		each: func(tx *Tx, _ *crm.Group, c *crm.Case, act crm.Act, m Member) error {
			own := in
			own.Method, own.At, own.ExpectedOn = m.Method, m.At, cmp.Or(m.On, in.ExpectedOn)
			return tx.respond(c, act, own)
		},
		keeps: func(g *crm.Group) { g.ResponseText = in.Text }})
}

// ProposeMembers proposes the one result for many; one task asks for the approval of all.
func (s *Store) ProposeMembers(ctx context.Context, by By, group int64, members []Member, in crm.Proposal) error {
	return s.actOnMembers(ctx, by, group, members, groupAct{
		each:  func(tx *Tx, _ *crm.Group, c *crm.Case, act crm.Act, _ Member) error { return tx.propose(c, act, in) },
		keeps: func(g *crm.Group) { g.Resolution = in.Resolution },
		after: func(tx *Tx, g *crm.Group, last *crm.Case) error {
			if last.Approval != "pending" {
				return nil
			}
			return tx.askApproval(last, g.Label()+"的处理结果待审批，共"+strconv.Itoa(len(members))+"户")
		}})
}

// ApproveMembers decides about the result of many; a refusal goes back to who handles them, once.
func (s *Store) ApproveMembers(ctx context.Context, by By, group int64, members []Member, verdict, reason string) error {
	return s.actOnMembers(ctx, by, group, members, groupAct{
		each: func(tx *Tx, _ *crm.Group, c *crm.Case, act crm.Act, _ Member) error {
			if err := c.Approve(act, verdict, reason); err != nil {
				return err
			}
			return tx.endTasks(c.ID, "approve")
		},
		after: func(tx *Tx, g *crm.Group, last *crm.Case) error {
			if last.Approval != "refused" {
				return nil
			}
			return tx.addTask(NewTask{Kind: "refused", Title: g.Label() + "的处理结果被退回，请修改", Subject: "case", SubjectID: last.ID, AssigneeID: last.HandlerID, DueAt: tx.now + 4*3600})
		}})
}

// ResolveMembers tells many the one result, each in their own way. Of a large group a part is called back afterwards.
func (s *Store) ResolveMembers(ctx context.Context, by By, group int64, members []Member, in crm.Told) error {
	var calledBack map[int64]bool
	return s.actOnMembers(ctx, by, group, members, groupAct{
		each: func(tx *Tx, g *crm.Group, c *crm.Case, act crm.Act, m Member) error {
			if calledBack == nil {
				all, err := groupMembers(tx, group, condition{`1 = 1`, nil})
				if err != nil {
					return err
				}
				calledBack = g.CalledBack(all)
			}
			told := in
			told.Method, told.At, told.Spared = m.Method, m.At, !calledBack[c.ID]
			return tx.resolve(c, act, told)
		},
		keeps: func(g *crm.Group) {
			if in.Proposal != nil {
				g.Resolution = in.Proposal.Resolution
			}
		}})
}
