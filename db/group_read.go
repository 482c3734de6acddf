package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"linli/db/crm"
)

// GroupPage is a cause with the cases of it that the person may see.
type GroupPage struct {
	Group   *crm.Group
	ByName  string // who opened it
	Members []GroupMember
	Others  int // members out of the person's sight

	JointFrom int // homes that make it a group complaint
}

// GroupMember is a case of a cause with who complains and where, as the person may see it.
type GroupMember struct {
	Case         *crm.Case
	Person, Room string
}

// GroupByID reads the page of a cause, the members in the order they came; NotFound where the person may not see it.
func (s *Store) GroupByID(ctx context.Context, by crm.Staff, id int64) (*GroupPage, error) {
	q := s.reader(ctx)
	g, err := visibleGroup(q, by, id)
	if err != nil {
		return nil, err
	}
	set, err := s.Settings(ctx, by.ProjectID)
	if err != nil {
		return nil, err
	}
	p := &GroupPage{Group: g, JointFrom: set.GroupRooms}
	if err := q.row(`SELECT name FROM staff WHERE id = ?`, g.CreatedBy).Scan(&p.ByName); err != nil {
		return nil, err
	}
	scope, args := caseScope(by)
	rows, err := q.rows(`SELECT c.id, COALESCE(u.kind, ''), COALESCE(u.name, ''), COALESCE(r.code, '') FROM service_case c LEFT JOIN customer u ON u.id = c.customer_id LEFT JOIN room r ON r.id = c.room_id
		WHERE c.group_id = ? AND `+scope+` ORDER BY c.id`, append([]any{id}, args...)...)
	seen, err := collect(rows, err, func(rows *sql.Rows, m *seenMember) error { return rows.Scan(&m.id, &m.kind, &m.name, &m.room) })
	if err != nil {
		return nil, err
	}
	for _, m := range seen {
		c, err := loadCase(q, m.id)
		if err != nil {
			return nil, err
		}
		p.Members = append(p.Members, GroupMember{c, shownPerson(by, c, m.kind, m.name), shownPlace(by, c, m.room)})
	}
	if by.Reach(crm.CaseRead) == crm.All { // what such a person does not see is none of their business, not even as a number
		return p, nil
	}
	err = q.row(`SELECT COUNT(*) FROM service_case WHERE group_id = ? AND targets = ''`, id).Scan(&p.Others)
	p.Others = max(0, p.Others-len(p.Members))
	return p, err
}

type seenMember struct {
	id               int64
	kind, name, room string
}

// GroupRow is a cause in a list.
type GroupRow struct {
	Group         crm.Group
	Members, Open int
}

// Groups lists causes that by may see, the newest first: running ones, ended ones, or both. One row more than limit says
// that there is more.
func (s *Store) Groups(ctx context.Context, by crm.Staff, which string, after int64, limit int) ([]GroupRow, error) {
	c := groupScope(by)
	switch which {
	case "running":
		c = c.and(`g.ended_at = 0`)
	case "ended":
		c = c.and(`g.ended_at <> 0`)
	}
	if after != 0 {
		c = c.and(`g.id < ?`, after)
	}
	return groupRows(s.reader(ctx), c, limit)
}

func groupRows(q querier, c condition, limit int) ([]GroupRow, error) {
	rows, err := q.rows(`SELECT `+groupColumns+`, (SELECT COUNT(*) FROM service_case m WHERE m.group_id = g.id AND m.targets = ''), (SELECT COUNT(*) FROM service_case m WHERE m.group_id = g.id AND m.targets = '' AND m.is_open = 1)
		FROM group_case g WHERE `+c.where+` ORDER BY g.id DESC LIMIT ?`, append(c.args, limit)...)
	return collect(rows, err, func(rows *sql.Rows, r *GroupRow) error { return scanGroup(rows, &r.Group, &r.Members, &r.Open) })
}

// Alike is a matter that others may have raised too.
type Alike struct {
	Category, SubCategory string
	Room, Place           string
	RoomID                int64 // instead of Room
	But                   int64 // a case that is not meant
	CustomerID            int64
}

// Kindred are what others raised about the same thing in the last days.
type Kindred struct {
	Groups []GroupRow // running causes of the sub-category
	Cases  []CaseRow  // open cases of the same building or place, or of the same person
}

const kindredDays, kindredMost = 7, 8

// KindredOf looks for running causes and open cases of the same sub-category, nearby and of the last days. Without a
// category nothing is alike.
func (s *Store) KindredOf(ctx context.Context, by crm.Staff, a Alike, now int64) (k Kindred, err error) {
	if a.Category == "" {
		return k, nil
	}
	q := s.reader(ctx)
	if k.Groups, err = groupRows(q, groupScope(by).and(`g.ended_at = 0 AND g.category = ? AND (? = '' OR g.sub_category = ?)`, a.Category, a.SubCategory, a.SubCategory), kindredMost); err != nil {
		return k, err
	}
	where, ok, err := a.nearby(q, by)
	if err != nil || !ok {
		return k, err
	}
	scope, args := caseScope(by)
	c := condition{scope, args}.and(`c.is_open = 1 AND c.category = ? AND c.sub_category = ? AND c.received_at >= ? AND c.id <> ? AND c.confidential = 0`,
		a.Category, a.SubCategory, now-kindredDays*86400, a.But).and(where.where, where.args...)
	k.Cases, err = s.caseRows(ctx, by, c, `c.id DESC`, kindredMost)
	return k, err
}

// nearby says where a case has to be: in the building of the room, or at the place in words.
func (a Alike) nearby(q querier, by crm.Staff) (c condition, ok bool, err error) {
	room := a.RoomID
	if room == 0 && a.Room != "" {
		found, err := typedRoom(q, by.ProjectID, a.Room)
		switch {
		case crm.Is(err, crm.Invalid):
		case err != nil:
			return c, false, err
		default:
			room = found.ID
		}
	}
	switch {
	case a.SubCategory == "" || room == 0 && a.Place == "":
		return c, false, nil
	case room == 0:
		return condition{`c.place = ?`, []any{a.Place}}, true, nil
	}
	return condition{`r.building_id = (SELECT n.building_id FROM room n WHERE n.id = ?)`, []any{room}}, true, nil
}

// alikeInTime are complaints about a sub-category within two moments, over service_case c.
const alikeInTime = `c.sub_category = ? AND c.received_at BETWEEN ? AND ? AND c.category = ? AND c.kind = 'complaint' AND ` + countsAsCase

// countHomes notes in a complaint that comes in how many homes of the building complain about the same within so many days
// (Settings), this one too, once they make a group. A home that has complained of it before is not one more, and no other is
// looked at.
func countHomes(q querier, set crm.Settings, r *crm.Registration, received int64) error {
	if r.Kind != crm.Complaint || r.RoomID == 0 {
		return nil
	}
	like := []any{r.SubCategory, received - set.GroupDays*86400, received, r.Category}
	args := slices.Concat([]any{r.RoomID, r.RoomID, r.RoomID}, like, like, []any{set.GroupRooms})
	var others int
	err := q.row(`SELECT COUNT(*) FROM (SELECT r.id FROM room r WHERE r.building_id = (SELECT n.building_id FROM room n WHERE n.id = ?) AND r.id <> ?
		AND NOT EXISTS (SELECT 1 FROM service_case c WHERE c.room_id = ? AND `+alikeInTime+`)
		AND EXISTS (SELECT 1 FROM service_case c WHERE c.room_id = r.id AND `+alikeInTime+`) LIMIT ?)`, args...).Scan(&others)
	if err == nil && others >= set.GroupRooms-1 {
		r.Homes, r.Crowd = others+1, fmt.Sprintf("%d天内同一楼栋%d户以上反映同类问题", set.GroupDays, set.GroupRooms)
	}
	return err
}

// proposeGroup asks the supervisor to look when a case has just made it a group.
func (tx *Tx) proposeGroup(c *crm.Case, r crm.Registration) error {
	set, err := tx.settings()
	if err != nil || r.Homes != set.GroupRooms {
		return err
	}
	return tx.caseTask(c, "group", fmt.Sprintf("%d天内同一楼栋已有%d户反映同类问题，请考虑按群诉办理", set.GroupDays, r.Homes), crm.Supervisor, 4*3600)
}
