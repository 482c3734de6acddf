package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// importPlan is what an import of a file would do to the project as it stands now.
type importPlan struct {
	plan    []crm.Planned
	counts  crm.ImportCounts
	summary crm.RosterSummary
	problem error // why the file cannot be read as a roster yet
}

// planImport reads the rows of a batch and plans them against the file.
func planImport(q querier, by crm.Staff, b crm.Import, rows []crm.SheetRow) (p importPlan, err error) {
	if p.problem = b.Mapping.Check(); p.problem != nil {
		return p, nil
	}
	read := crm.ReadRoster(rows, b.HeaderIndex(rows), b.Mapping, b.Date1904)
	known, err := knownTo(q, by.ProjectID, crm.KeysOf(read))
	if err != nil {
		return p, err
	}
	p.plan = crm.PlanRoster(read, known)
	p.counts, p.summary = crm.CountPlan(p.plan), crm.SummariseRoster(p.plan)
	return p, nil
}

// knownTo is what the project has on file of the people a roster may mean, in a handful of passes however long it is.
func knownTo(q querier, project int64, keys crm.RosterKeys) (known crm.Known, err error) {
	known.Rooms, known.Buildings = map[string]bool{}, map[string]bool{}
	if err := knownPlaces(q, project, known); err != nil {
		return known, err
	}
	meant, err := meantByNumber(q, project, keys)
	if err != nil {
		return known, err
	}
	rows, err := q.rows(`SELECT id, no, name FROM customer WHERE project_id = ? AND status NOT IN ('merged', 'taken_back') ORDER BY id`, project)
	all, err := collect(rows, err, func(rows *sql.Rows, c *crm.KnownCustomer) error { return rows.Scan(&c.ID, &c.No, &c.Name) })
	if err != nil {
		return known, err
	}
	for _, c := range all {
		if keys.Name(c.Name) || meant[c.ID] {
			known.Customers = append(known.Customers, c)
		}
	}
	return known, describeKnown(q, known.Customers)
}

func knownPlaces(q querier, project int64, known crm.Known) error {
	rows, err := q.rows(`SELECT code FROM room WHERE project_id = ?`, project)
	codes, err := collect(rows, err, func(rows *sql.Rows, code *string) error { return rows.Scan(code) })
	if err != nil {
		return err
	}
	for _, code := range codes {
		known.Rooms[code] = true
	}
	type place struct {
		crm.Address
		units bool
	}
	rows, err = q.rows(`SELECT b.phase, b.no, EXISTS (SELECT 1 FROM unit u WHERE u.building_id = b.id) FROM building b WHERE b.project_id = ?`, project)
	buildings, err := collect(rows, err, func(rows *sql.Rows, p *place) error { return rows.Scan(&p.Phase, &p.Building, &p.units) })
	for _, b := range buildings {
		known.Buildings[b.BuildingCode()] = b.units
	}
	return err
}

// meantByNumber are the customers with one of the mobile numbers of a roster.
func meantByNumber(q querier, project int64, keys crm.RosterKeys) (map[int64]bool, error) {
	rows, err := q.rows(`SELECT customer_id, value FROM contact_point WHERE project_id = ? AND kind = 'mobile' AND doubtful = 0 AND status = 'ok'`, project)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	meant := map[int64]bool{}
	for rows.Next() {
		var id int64
		var value string
		if err := rows.Scan(&id, &value); err != nil {
			return nil, err
		}
		if keys.Number(value) {
			meant[id] = true
		}
	}
	return meant, rows.Err()
}

// together is how many customers one question is about.
const together = 500

// describeKnown adds means of contact and links. A number that was found wrong identifies nobody.
func describeKnown(q querier, customers []crm.KnownCustomer) error {
	for len(customers) > 0 {
		some := customers[:min(len(customers), together)]
		customers = customers[len(some):]
		ids, place := make([]int64, len(some)), map[int64]*crm.KnownCustomer{}
		for i := range some {
			ids[i], place[some[i].ID] = some[i].ID, &some[i]
		}
		rows, err := q.rows(`SELECT customer_id, kind, value, extension, CASE WHEN doubtful = 1 OR status <> 'ok' THEN 1 ELSE 0 END FROM contact_point
			WHERE customer_id IN (`+marks("?", len(ids))+`) AND status <> 'stopped' ORDER BY id`, list(ids)...)
		type contact struct {
			crm.ContactInput
			of int64
		}
		contacts, err := collect(rows, err, func(rows *sql.Rows, c *contact) error {
			return rows.Scan(&c.of, &c.Kind, &c.Value, &c.Extension, &c.Doubtful)
		})
		if err != nil {
			return err
		}
		for _, c := range contacts {
			place[c.of].Contacts = append(place[c.of].Contacts, c.ContactInput)
		}
		rows, err = q.rows(`SELECT `+linkColumns+linkTables+`WHERE o.customer_id IN (`+marks("?", len(ids))+`) ORDER BY o.id`, list(ids)...)
		links, err := collect(rows, err, scanLink)
		if err != nil {
			return err
		}
		for _, l := range links {
			c := place[l.CustomerID]
			c.Links = append(c.Links, crm.KnownLink{Room: l.Room, Relation: l.Relation, MovedInOn: l.MovedInOn, MovedOutOn: l.MovedOutOn})
		}
	}
	return nil
}

// ImportRows says which lines of a batch a page shows: those of one outcome or, with "kept", those that could not be
// taken back; After is where the lines before ended.
type ImportRows struct {
	Outcome string
	After   int
	Limit   int
}

// behind keeps refused lines before all others, whatever their numbers.
const behind = 10_000_000

// position is where a line stands on the page.
func position(no int, first bool) int {
	if first {
		return no
	}
	return behind + no
}

// ImportPage is a batch with some of its lines: planned against the file as it is now while it waits, as it was carried
// out afterwards.
func (s *Store) ImportPage(ctx context.Context, by crm.Staff, id int64, show ImportRows) (page crm.ImportPage, err error) {
	q := s.reader(ctx)
	if page.Import, err = importByID(q, by, id); err != nil {
		return page, err
	}
	page.Outcome = show.Outcome
	if err := importedBefore(q, &page); err != nil {
		return page, fail("same file", err)
	}
	if page.Status != crm.ImportPreviewed {
		return page, fail("lines of import", importedLines(q, by, &page, show))
	}
	rows, err := importRows(q, id)
	if err != nil {
		return page, fail("rows of import", err)
	}
	return page, fail("plan import", preview(q, by, &page, rows, show))
}

// PlanUpload says what an import of a file would do, without keeping anything.
func (s *Store) PlanUpload(ctx context.Context, by crm.Staff, upload Upload, show ImportRows) (page crm.ImportPage, err error) {
	if err := mayImport(by); err != nil {
		return page, err
	}
	var rows []crm.SheetRow
	if page.Import, rows, err = upload.read(); err != nil {
		return page, fail("read import", err)
	}
	page.Outcome, page.ProjectID = show.Outcome, by.ProjectID
	q := s.reader(ctx)
	if err := importedBefore(q, &page); err != nil {
		return page, fail("same file", err)
	}
	return page, fail("plan import", preview(q, by, &page, rows, show))
}

func preview(q querier, by crm.Staff, page *crm.ImportPage, rows []crm.SheetRow, show ImportRows) error {
	header := page.HeaderIndex(rows)
	page.Rows = len(rows)
	page.Columns, page.Choices = crm.ImportColumns(rows, header, page.Import.Columns, page.Mapping), crm.HeaderChoices(rows)
	p, err := planImport(q, by, page.Import, rows)
	if err != nil {
		return err
	}
	if p.problem != nil {
		page.Problem = problemText(p.problem)
		return nil
	}
	page.Counts, page.NewBuildings, page.NewRooms = p.counts, p.summary.Buildings, p.summary.Rooms
	for _, first := range []bool{true, false} {
		for i := range p.plan {
			planned := &p.plan[i]
			at := position(planned.Row.No, first)
			if (planned.Outcome == crm.RowRefused) != first || at <= show.After || show.Outcome != "" && show.Outcome != planned.Outcome {
				continue
			}
			if len(page.Lines) == show.Limit {
				return nil
			}
			page.Lines, page.After = append(page.Lines, crm.ShowLine(by, planned.Row, planned.Outcome, planned.Why)), at
		}
	}
	page.After = 0
	return nil
}

// problemText is the sentence of a refusal about the columns.
func problemText(err error) string {
	if refusal, ok := err.(*crm.Error); ok {
		for _, text := range refusal.Fields {
			return text
		}
		return refusal.Message
	}
	return err.Error()
}

// importedBefore finds an earlier import of the very same file that is still on file.
func importedBefore(q querier, page *crm.ImportPage) error {
	rows, err := q.rows(`SELECT `+importColumns+importTables+`WHERE b.project_id = ? AND b.file_sha256 = ? AND b.id <> ?
		AND b.status IN ('committed', 'partly_taken_back') ORDER BY b.id DESC LIMIT 1`, page.ProjectID, page.SHA256, page.ID)
	same, err := collect(rows, err, func(rows *sql.Rows, b *crm.Import) error { return scanImport(rows, b) })
	if len(same) > 0 {
		page.Same = &same[0]
	}
	return err
}

// importedRow is a row of a batch as it was carried out.
type importedRow struct {
	crm.SheetRow
	outcome, why, kept string
	customer           int64
	takenBack          int64
	at                 int
}

func importedLines(q querier, by crm.Staff, page *crm.ImportPage, show ImportRows) error {
	outcome, kept := show.Outcome, show.Outcome == "kept"
	if kept {
		outcome = ""
	}
	rows, err := q.rows(`SELECT row_no, cells, outcome, why, kept, COALESCE(customer_id, 0), taken_back_at, place FROM (
			SELECT r.*, r.row_no + CASE WHEN outcome = 'refused' OR kept <> '' THEN 0 ELSE ? END AS place FROM import_row r WHERE batch_id = ? AND outcome <> '') AS ordered
		WHERE (? = '' OR outcome = ?) AND (? = 0 OR kept <> '') AND place > ? ORDER BY place LIMIT ?`,
		behind, page.ID, outcome, outcome, kept, show.After, show.Limit+1)
	imported, err := collect(rows, err, scanImported)
	if err != nil {
		return err
	}
	for i, r := range imported {
		if i == show.Limit {
			return nil
		}
		line := crm.ImportLine{No: r.No, Outcome: r.outcome, Why: crm.MaskNumbers(r.why)}
		if r.outcome != crm.RowIgnored {
			read := crm.ReadRosterRow(r.Cells, page.Mapping, page.Date1904)
			read.No = r.No
			line = crm.ShowLine(by, read, r.outcome, r.why)
		}
		line.CustomerID, line.TakenBack, line.Kept = r.customer, r.takenBack != 0, r.kept
		page.Lines, page.After = append(page.Lines, line), r.at
	}
	page.After = 0
	return nil
}
