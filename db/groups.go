package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"linli/db/crm"
)

const groupColumns = `g.id, g.project_id, g.row_version, g.no, g.kind, g.category, g.sub_category, g.place, g.summary, g.detail, g.tell, g.joint,
	COALESCE(g.representative_id, 0), g.findings, g.response_text, g.resolution, g.created_at, g.created_by, g.ended_at`

func scanGroup(row interface{ Scan(...any) error }, g *crm.Group, more ...any) error {
	return row.Scan(append([]any{&g.ID, &g.ProjectID, &g.RowVersion, &g.No, &g.Kind, &g.Category, &g.SubCategory, &g.Place, &g.Summary, &g.Detail, &g.Tell, &g.Joint,
		&g.RepresentativeID, &g.Findings, &g.ResponseText, &g.Resolution, &g.CreatedAt, &g.CreatedBy, &g.EndedAt}, more...)...)
}

// groupScope says which causes a person may see, over group_case g: all of the project, or those of which they see a case
// and their own.
func groupScope(by crm.Staff) condition {
	switch by.Reach(crm.GroupRead) {
	case crm.All:
		return condition{`g.project_id = ?`, []any{by.ProjectID}}
	case crm.Own:
		scope, args := caseScope(by)
		return condition{`g.project_id = ? AND (g.created_by = ? OR EXISTS (SELECT 1 FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE c.group_id = g.id AND ` + scope + `))`,
			append([]any{by.ProjectID, by.ID}, args...)}
	}
	return condition{`1 = 0`, nil}
}

// visibleGroup loads a cause that the actor may see; any other is not found.
func visibleGroup(q querier, by crm.Staff, id int64) (*crm.Group, error) {
	g, c := &crm.Group{}, groupScope(by).and(`g.id = ?`, id)
	err := scanGroup(q.row(`SELECT `+groupColumns+` FROM group_case g WHERE `+c.where, c.args...), g)
	return g, found(err, "没有找到这个一因多诉")
}

// AddGroup opens a cause and puts cases that are there already into it; each is named in the version seen.
func (s *Store) AddGroup(ctx context.Context, by By, g crm.Group, join []Member) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		if !by.Staff.May(crm.CaseRegister) {
			return crm.Refuse(crm.Forbidden, "您没有登记诉求的权限")
		}
		if err := g.Check(); err != nil {
			return err
		}
		if err := tx.insertGroup(&g); err != nil {
			return err
		}
		id = g.ID
		tx.answers("group", id)
		if err := tx.journal(Entry{Kind: "group_added", Subject: "group", SubjectID: id, After: map[string]any{"no": g.No, "kind": string(g.Kind), "category": g.Category, "sub_category": g.SubCategory},
			Texts: groupTexts(&g)}); err != nil {
			return err
		}
		return tx.changeMembers(join, func(c *crm.Case, act crm.Act, _ Member) error { return c.Join(act, &g) })
	})
	return id, fail("add group", err)
}

func groupTexts(g *crm.Group) map[string]any {
	return map[string]any{"place": g.Place, "summary": g.Summary, "detail": g.Detail, "tell": g.Tell}
}

func (tx *Tx) insertGroup(g *crm.Group) error {
	code, err := tx.projectCode()
	if err != nil {
		return err
	}
	loc, err := tx.zone(tx.by.Staff.ProjectID)
	if err != nil {
		return err
	}
	on := time.Unix(tx.now, 0).In(loc).Format(time.DateOnly)
	n, err := tx.next("group:" + code + ":" + on)
	if err != nil {
		return err
	}
	g.No, g.ProjectID, g.CreatedAt, g.CreatedBy, g.RowVersion = crm.CaseNo("QS", code, on, int(n)), tx.by.Staff.ProjectID, tx.now, tx.by.Staff.ID, 1
	g.ID, err = tx.insert(`INSERT INTO group_case (project_id, no, kind, category, sub_category, place, summary, detail, tell, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		g.ProjectID, g.No, string(g.Kind), g.Category, g.SubCategory, g.Place, g.Summary, g.Detail, g.Tell, g.CreatedAt, g.CreatedBy)
	return err
}

// changeGroup loads a cause in the version seen, runs a rule, saves what differs and writes a line about it.
func (s *Store) changeGroup(ctx context.Context, by By, id, seen int64, kind string, rule func(tx *Tx, g *crm.Group) error) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		g, err := visibleGroup(tx, by.Staff, id)
		if err != nil {
			return err
		}
		if g.RowVersion != seen {
			return tx.stale("group", id)
		}
		tx.answers("group", id)
		if err := rule(tx, g); err != nil {
			return err
		}
		return tx.saveGroup(g, kind)
	})
	return fail(fmt.Sprintf("change group %d", id), err)
}

// saveGroup writes a cause as it is now.
func (tx *Tx) saveGroup(g *crm.Group, kind string) error {
	if err := tx.exec(`UPDATE group_case SET place = ?, summary = ?, detail = ?, tell = ?, joint = ?, representative_id = ?, findings = ?, response_text = ?, resolution = ?, ended_at = ?,
		row_version = row_version + 1 WHERE id = ?`, g.Place, g.Summary, g.Detail, g.Tell, g.Joint, none(g.RepresentativeID), g.Findings, g.ResponseText, g.Resolution, g.EndedAt, g.ID); err != nil {
		return err
	}
	texts := groupTexts(g)
	texts["findings"], texts["response_text"], texts["resolution"] = g.Findings, g.ResponseText, g.Resolution
	return tx.journal(Entry{Kind: kind, Subject: "group", SubjectID: g.ID, After: map[string]any{"joint": g.Joint, "representative_id": g.RepresentativeID, "ended_at": g.EndedAt}, Texts: texts})
}

// ChangeGroup changes what a cause says of itself and what callers are told.
func (s *Store) ChangeGroup(ctx context.Context, by By, id, seen int64, in crm.Group) error {
	return s.changeGroup(ctx, by, id, seen, "group_changed", func(_ *Tx, g *crm.Group) error {
		g.Place, g.Summary, g.Detail, g.Tell = in.Place, in.Summary, in.Detail, in.Tell
		return g.Check()
	})
}

// EndGroup lets no more callers be added, or lets them again.
func (s *Store) EndGroup(ctx context.Context, by By, id, seen int64, ended bool) error {
	return s.changeGroup(ctx, by, id, seen, "group_ended", func(tx *Tx, g *crm.Group) error {
		if ended == (g.EndedAt != 0) {
			return crm.Refuse(crm.Conflict, "已经是这样了")
		}
		g.EndedAt = 0
		if ended {
			g.EndedAt = tx.now
		}
		return nil
	})
}

// MakeJoint makes a group complaint of a cause: every open member becomes major.
func (s *Store) MakeJoint(ctx context.Context, by By, id, seen, representative int64) error {
	return s.changeGroup(ctx, by, id, seen, "group_joint", func(tx *Tx, g *crm.Group) error {
		scope, args := caseScope(by.Staff)
		members, err := groupMembers(tx, id, condition{scope, args})
		if err != nil {
			return err
		}
		act, err := tx.act()
		if err != nil {
			return err
		}
		was := make([]savedCase, len(members))
		for i, c := range members {
			was[i] = asSaved(c)
		}
		if err := g.MakeJoint(act, members, representative); err != nil {
			return err
		}
		for i, c := range members {
			if len(c.Events()) == 0 {
				continue
			}
			if err := tx.saveCase(c, was[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// groupMembers are the cases of a cause that still count and meet a condition.
func groupMembers(q querier, group int64, c condition) (members []*crm.Case, err error) {
	rows, err := q.rows(`SELECT c.id FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE c.group_id = ? AND c.state NOT IN ('voided', 'merged', 'withdrawn') AND `+c.where+` ORDER BY c.id`,
		append([]any{group}, c.args...)...)
	ids, err := collect(rows, err, func(rows *sql.Rows, id *int64) error { return rows.Scan(id) })
	for _, id := range ids {
		c, err := loadCase(q, id)
		if err != nil {
			return nil, err
		}
		members = append(members, c)
	}
	return members, err
}

// AddCaller registers the case of one more home about a cause; the home's contact person is the complainant. It goes in by
// the one door.
func (s *Store) AddCaller(ctx context.Context, by By, group int64, room, channel string) (c *crm.Case, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		g, err := visibleGroup(tx, by.Staff, group)
		if err != nil {
			return err
		}
		if g.EndedAt != 0 {
			return crm.Refuse(crm.Conflict, g.No+" 已结束，不能再添加")
		}
		if strings.TrimSpace(room) == "" {
			return crm.InvalidField("room", "请填写房号")
		}
		at, err := tx.RoomByCode(room)
		if err != nil {
			return err
		}
		customer, err := tx.callerOf(g, at)
		if err != nil {
			return err
		}
		c, err = tx.registerCase(NewCase{Registration: g.Registration(channel, at.ID, customer), Room: at.Code})
		tx.answers("group", group)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add caller: %w", err)
	}
	return c, nil
}

// callerOf is the contact person of a home, the only one living there where none is named; a home that is in already is
// refused.
func (tx *Tx) callerOf(g *crm.Group, room crm.Room) (int64, error) {
	var no string
	err := tx.row(`SELECT no FROM service_case WHERE group_id = ? AND room_id = ? AND is_open = 1 ORDER BY id LIMIT 1`, g.ID, room.ID).Scan(&no)
	if err == nil {
		return 0, crm.InvalidField("room", room.Code+" 已在名单中（"+no+"）")
	}
	if err != sql.ErrNoRows {
		return 0, err
	}
	rows, err := tx.rows(`SELECT o.customer_id, o.is_primary_contact FROM occupancy o JOIN customer u ON u.id = o.customer_id AND u.status = 'active'
		WHERE o.room_id = ? AND o.moved_out_on = '' ORDER BY o.is_primary_contact DESC, o.id LIMIT 2`, room.ID)
	people, err := collect(rows, err, func(rows *sql.Rows, p *resident) error { return rows.Scan(&p.customer, &p.primary) })
	switch {
	case err != nil:
		return 0, err
	case len(people) == 0:
		return 0, crm.InvalidField("room", room.Code+" 没有登记住户，请到“登记诉求”填写来电人后再加入")
	case !people[0].primary && len(people) > 1:
		return 0, crm.InvalidField("room", room.Code+" 没有主要联系人，请到“登记诉求”选择来电人后再加入")
	}
	return people[0].customer, nil
}

type resident struct {
	customer int64
	primary  bool
}

// JoinGroup puts a case that is there already into a cause.
func (s *Store) JoinGroup(ctx context.Context, by By, id, seen, group int64) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		g, err := visibleGroup(tx, by.Staff, group)
		if crm.Is(err, crm.NotFound) {
			return crm.InvalidField("cause", "没有这个一因多诉，请重新选择")
		}
		if err != nil {
			return err
		}
		return c.Join(act, g)
	})
}

// LeaveGroup takes a case out of its cause.
func (s *Store) LeaveGroup(ctx context.Context, by By, id, seen int64, reason string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		g := &crm.Group{}
		err := scanGroup(tx.row(`SELECT `+groupColumns+` FROM group_case g WHERE g.id = ?`, c.GroupID), g)
		if err != nil && err != sql.ErrNoRows {
			return err
		}
		return c.Leave(act, g, reason)
	})
}
