package db

import (
	"context"
	"database/sql"
	"strings"

	"linli/db/crm"
)

const customerColumns = `c.id, c.project_id, c.row_version, c.no, c.kind, c.name, c.honorific, c.org_credit_code, c.contact_person, c.preferred_channel,
	c.contact_window, c.do_not_disturb, COALESCE(c.steward_id, 0), COALESCE((SELECT s.name FROM staff s WHERE s.id = c.steward_id), ''),
	c.privacy_notice_on, c.verified_on, c.note, c.source, c.status, c.import_id, c.created_at`

func scanCustomer(row interface{ Scan(...any) error }, c *crm.Customer, more ...any) error {
	return row.Scan(append([]any{&c.ID, &c.ProjectID, &c.RowVersion, &c.No, &c.Kind, &c.Name, &c.Honorific, &c.OrgCreditCode, &c.ContactPerson, &c.PreferredChannel,
		&c.ContactWindow, &c.DoNotDisturb, &c.StewardID, &c.Steward, &c.PrivacyNoticeOn, &c.VerifiedOn, &c.Note, &c.Source, &c.Status, &c.ImportID, &c.CreatedAt}, more...)...)
}

// customerScope is the part of the customer file that by reaches, as a condition on customer c: the whole project, or people
// linked to own buildings; never their own household. The plus keeps SQLite from walking the whole project where a question has a better index.
func customerScope(by crm.Staff) (where string, args []any) {
	c := strangersTo(by, "c.id").and(`+c.project_id = ?`, by.ProjectID)
	switch buildings := by.Buildings(); by.Reach(crm.CustomerRead) {
	case crm.All:
		return c.where, c.args
	case crm.Own:
		if len(buildings) > 0 {
			c = c.and(`EXISTS (SELECT 1 FROM occupancy so JOIN room sr ON sr.id = so.room_id
				WHERE so.customer_id = c.id AND sr.building_no IN (`+marks("?", len(buildings))+`))`, list(buildings)...)
			return c.where, c.args
		}
	}
	return "1 = 0", nil
}

// caseReach is the part of the cases that by reaches, as a condition on case k with its room kr; the plus as above.
func caseReach(by crm.Staff) (where string, args []any) {
	known := notSecret(by, "k.id").and("+k.project_id = ?", by.ProjectID)
	switch by.Reach(crm.CaseRead) {
	case crm.All:
		return known.where, known.args
	case crm.Assigned:
		known = known.and(ledBy("k"), by.ID, string(by.Role()))
		return known.where, known.args
	case crm.None:
		return "1 = 0", nil
	}
	parts := []string{"k.handler_id = ?"}
	args = append(known.args, by.ID)
	if buildings := by.Buildings(); len(buildings) > 0 {
		parts, args = append(parts, "kr.building_no IN ("+marks("?", len(buildings))+")"), append(args, list(buildings)...)
	}
	if work := workedOn("k", by.Departments()); work.where != "" {
		parts, args = append(parts, work.where), append(args, work.args...)
	}
	return known.where + " AND (" + strings.Join(parts, " OR ") + ")", args
}

// personCases is the part of the cases that by may see beside the person or room they are about: confidential ones only
// for those who may know the person.
func personCases(by crm.Staff) (where string, args []any) {
	where, args = caseReach(by)
	if !seesConfidential(by) {
		where += " AND k.confidential = 0"
	}
	return where, args
}

// seesConfidential reports whether by may know whom a confidential case is about.
func seesConfidential(by crm.Staff) bool {
	return (&crm.Case{Confidential: true}).SeesPerson(by)
}

// customerInScope reads a customer that by reaches; anybody else's is not found, a person's own household is refused.
func customerInScope(q querier, by crm.Staff, id int64) (crm.Customer, error) {
	return customerWith(q, by, id, customerColumns)
}

// customerWith is customerInScope for these columns, which begin with those of every customer.
func customerWith(q querier, by crm.Staff, id int64, columns string, more ...any) (c crm.Customer, err error) {
	where, args := customerScope(by)
	err = scanCustomer(q.row(`SELECT `+columns+` FROM customer c WHERE c.id = ? AND `+where, append([]any{id}, args...)...), &c, more...)
	c.ShownName = crm.ShowName(by, c.Kind, c.Name)
	return c, notOwn(q, by, id, found(err, "没有找到这位客户"))
}

// CustomerHead reads what every tab of a customer's page begins with, as by may see it. today is the local date, 2006-01-02.
func (s *Store) CustomerHead(ctx context.Context, by crm.Staff, id int64, today string) (crm.CustomerHead, error) {
	h, err := customerHead(s.reader(ctx), by, id, today)
	if err != nil {
		return h, err
	}
	return h, s.fillValidity(ctx, &h)
}

// fillValidity says until when the file counts as checked.
func (s *Store) fillValidity(ctx context.Context, h *crm.CustomerHead) error {
	set, err := s.Settings(ctx, h.Customer.ProjectID)
	h.Customer.ValidUntilOn = crm.ValidUntil(h.Customer.VerifiedOn, set.VerifyCycle(h.Type))
	return err
}

func customerHead(q querier, by crm.Staff, id int64, today string) (crm.CustomerHead, error) {
	c, err := customerInScope(q, by, id)
	if err != nil {
		return crm.CustomerHead{}, err
	}
	return headOf(q, by, c, today)
}

func headOf(q querier, by crm.Staff, c crm.Customer, today string) (h crm.CustomerHead, err error) {
	h.Customer = c
	links, err := linksOf(q, by, []int64{c.ID})
	if err != nil {
		return h, err
	}
	h.Customer.Links = links[c.ID]
	h.Type = crm.CustomerType(h.Customer.Links, today)
	h.Where = crm.Where(h.Customer.Links, today)
	h.Customer.TypeLabel = crm.Label(crm.CustomerTypes, h.Type)
	h.MayEdit = by.May(crm.CustomerEdit) && h.Customer.Status == crm.CustomerActive
	return h, nil
}

// CustomerFile reads the first tab of a customer's page.
func (s *Store) CustomerFile(ctx context.Context, by crm.Staff, id int64, today string) (f crm.CustomerFile, err error) {
	err = s.atOneMoment(ctx, func(ctx context.Context) error {
		f, err = s.customerFile(ctx, by, id, today)
		return err
	})
	return f, err
}

func (s *Store) customerFile(ctx context.Context, by crm.Staff, id int64, today string) (f crm.CustomerFile, err error) {
	q := s.reader(ctx)
	var ties customerTies
	c, err := customerWith(q, by, id, customerColumns+", "+tiesColumns, &ties.merged, &ties.agents)
	if err != nil {
		return f, err
	}
	if f.CustomerHead, err = headOf(q, by, c, today); err != nil {
		return f, err
	}
	if err := s.fillValidity(ctx, &f.CustomerHead); err != nil {
		return f, err
	}
	contacts, err := contactsOf(q, []int64{id})
	if err != nil {
		return f, err
	}
	f.Customer.Contacts = contacts[id]
	found, err := firstLook(q, by, id, today)
	if err != nil {
		return f, err
	}
	f.First = crm.FirstLook(f.Customer, found, today)
	if f.Cases, err = caseLines(q, by, "k.customer_id = ?", id, 10); err != nil {
		return f, err
	}
	if ties.agents {
		if f.Agents, err = agentsOf(q, by, id, today); err != nil {
			return f, err
		}
	}
	if ties.merged {
		if f.Merged, err = mergesInto(q, id); err != nil {
			return f, err
		}
	}
	f.Timeline, f.Older, err = timeline(q, by, id, ties.merged, "", crm.StoryKey{})
	return f, err
}

// customerTies say whether a file was ever part of a merge and whether anybody acts for another in it; most have neither.
type customerTies struct{ merged, agents bool }

// tiesColumns are both of a customer c.
const tiesColumns = `EXISTS (SELECT 1 FROM customer_merge WHERE kept_id = c.id) OR EXISTS (SELECT 1 FROM customer_merge WHERE gone_id = c.id),
	EXISTS (SELECT 1 FROM occupancy WHERE agent_for = c.id) OR EXISTS (SELECT 1 FROM occupancy WHERE customer_id = c.id AND agent_for IS NOT NULL)`

// caseLines are the latest cases beside a customer or a room, open ones first.
func caseLines(q querier, by crm.Staff, beside string, id int64, limit int) ([]crm.CaseLine, error) {
	if by.Reach(crm.CaseRead) == crm.None {
		return nil, nil
	}
	where, args := personCases(by)
	rows, err := q.rows(caseLineColumns+caseLineTables+` WHERE `+beside+` AND `+where+` ORDER BY k.is_open DESC, k.id DESC LIMIT ?`,
		append(append([]any{id}, args...), limit)...)
	return collect(rows, err, scanCaseLine(by))
}

const caseLineColumns = `SELECT k.id, k.no, k.kind, k.state, k.level, k.category, k.summary, k.received_at, k.confidential,
	COALESCE(kr.code, ''), COALESCE(kr.building_no, ''), COALESCE(kc.kind, ''), COALESCE(kc.name, ''), COALESCE(k.handler_id, 0), k.department`

const caseLineTables = ` FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id LEFT JOIN customer kc ON kc.id = k.customer_id`

// scanCaseLine reads a case for by: the room is plain for those who handle the case, the person of a confidential case has
// no name.
func scanCaseLine(by crm.Staff) func(*sql.Rows, *crm.CaseLine) error {
	return func(rows *sql.Rows, l *crm.CaseLine) error {
		var building, kind, name string
		c := crm.Case{}
		if err := rows.Scan(&l.ID, &l.No, &l.Kind, &l.State, &l.Level, &l.Category, &l.Summary, &l.ReceivedAt, &l.Confidential,
			&l.Room, &building, &kind, &name, &c.HandlerID, &c.Department); err != nil {
			return err
		}
		c.Confidential, c.Building = l.Confidential, building
		if !c.WorksOn(by) {
			l.Room = crm.ShowRoom(by, l.Room, building)
		}
		switch {
		case !c.SeesPerson(by):
			l.Customer, l.Room = "保密投诉人", ""
		case name != "":
			l.Customer = crm.ShowName(by, kind, name)
		}
		return nil
	}
}
