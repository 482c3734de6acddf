package db

import (
	"context"
	"database/sql"
	"encoding/json"

	"linli/db/crm"
)

// ImportRows says which lines of a batch a page shows: those of one outcome, with "alike" those who may be on file already
// or with "kept" those that could not be taken back; After is where the lines before ended.
type ImportRows struct {
	Outcome string
	After   int
	Limit   int
}

// behind keeps refused lines before all others, whatever their numbers.
const behind = 10_000_000

// ImportPage is a batch with some of its lines: as they were planned while it waits, as they were carried out afterwards.
func (s *Store) ImportPage(ctx context.Context, by crm.Staff, id int64, show ImportRows) (page crm.ImportPage, err error) {
	q := s.reader(ctx)
	if page.Import, err = importByID(q, by, id); err != nil {
		return page, err
	}
	if page.List, err = crm.ImportKindOf(page.Kind); err != nil {
		return page, err
	}
	page.Outcome, page.Working = show.Outcome, s.progress(id)
	if err := importedBefore(q, &page); err != nil {
		return page, fail("same file", err)
	}
	if page.Status == crm.ImportPreviewed {
		if err := firstRows(q, &page); err != nil {
			return page, fail("rows of import", err)
		}
	}
	return page, fail("lines of import", importedLines(q, by, &page, show))
}

// sampleRows is how many rows are looked at for the heading and for what the columns hold.
const sampleRows = 200

// firstRows describes the columns by the first rows of the file.
func firstRows(q querier, page *crm.ImportPage) error {
	if err := q.row(`SELECT COUNT(*) FROM import_row WHERE batch_id = ?`, page.ID).Scan(&page.Rows); err != nil {
		return err
	}
	rows, err := sheetRows(q.rows(`SELECT row_no, cells FROM import_row WHERE batch_id = ? ORDER BY row_no LIMIT ?`, page.ID, sampleRows))
	if err != nil {
		return err
	}
	header := page.HeaderIndex(rows)
	page.Columns, page.Choices = crm.ImportColumns(rows, header, page.Import.Columns, page.Mapping), crm.HeaderChoices(rows)
	return nil
}

// describePlan puts what was planned for a file, and the refused lines, into a page.
func describePlan(page *crm.ImportPage, p importPlan, rows []crm.SheetRow) {
	page.List, _ = crm.ImportKindOf(page.Kind)
	if p.problem != nil {
		page.Preview.Problem = problemText(p.problem)
		return
	}
	page.Counts, page.Preview.NewBuildings, page.Preview.NewRooms = p.counts(), firstPlaces(p.buildings), firstPlaces(p.rooms)
	at := 0
	for _, planned := range p.rows {
		if planned.Outcome != crm.RowRefused {
			continue
		}
		for rows[at].No != planned.No {
			at++
		}
		line := crm.ImportLine{No: planned.No, Outcome: planned.Outcome, Why: crm.MaskNumbers(planned.Why)}
		for _, problem := range planned.Problems {
			line.Problems = append(line.Problems, crm.ShowProblem(rows[at], problem))
		}
		page.Lines = append(page.Lines, line)
	}
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
	rows, err := q.rows(`SELECT `+importColumns+importTables+`WHERE b.project_id = ? AND b.kind = ? AND b.file_sha256 = ? AND b.id <> ?
		AND b.status IN ('committed', 'partly_taken_back') ORDER BY b.id DESC LIMIT 1`, page.ProjectID, page.Kind, page.SHA256, page.ID)
	same, err := collect(rows, err, func(rows *sql.Rows, b *crm.Import) error { return scanImport(rows, b) })
	if len(same) > 0 {
		page.Same = &same[0]
	}
	return err
}

// importedRow is a row of a batch with what is to become, or has become, of it.
type importedRow struct {
	crm.SheetRow
	outcome, why, kept, problems string
	customer, alike, takenBack   int64
	at                           int
}

func scanImported(rows *sql.Rows, r *importedRow) error {
	var cells []byte
	if err := rows.Scan(&r.No, &cells, &r.outcome, &r.why, &r.kept, &r.problems, &r.customer, &r.alike, &r.takenBack, &r.at); err != nil {
		return err
	}
	return json.Unmarshal(cells, &r.Cells)
}

func importedLines(q querier, by crm.Staff, page *crm.ImportPage, show ImportRows) error {
	outcome, kept, alike := show.Outcome, show.Outcome == "kept", show.Outcome == "alike"
	if kept || alike {
		outcome = ""
	}
	rows, err := q.rows(`SELECT row_no, cells, outcome, why, kept, problems, COALESCE(customer_id, 0), alike, taken_back_at, place FROM (
			SELECT r.*, r.row_no + CASE WHEN outcome = 'refused' OR kept <> '' THEN 0 ELSE ? END AS place FROM import_row r WHERE batch_id = ? AND outcome <> '') AS ordered
		WHERE (? = '' OR outcome = ?) AND (? = 0 OR kept <> '') AND (? = 0 OR alike <> 0) AND place > ? ORDER BY place LIMIT ?`,
		behind, page.ID, outcome, outcome, kept, alike, show.After, show.Limit+1)
	imported, err := collect(rows, err, scanImported)
	if err != nil {
		return err
	}
	for i, r := range imported {
		if i == show.Limit {
			return nil
		}
		line, err := showLine(by, &page.Import, r)
		if err != nil {
			return err
		}
		page.Lines, page.After = append(page.Lines, line), r.at
	}
	page.After = 0
	return nil
}

func showLine(by crm.Staff, b *crm.Import, r importedRow) (crm.ImportLine, error) {
	line := crm.ImportLine{No: r.No, Outcome: r.outcome, Why: crm.MaskNumbers(r.why), CustomerID: r.customer, AlikeID: max(r.alike, 0),
		TakenBack: r.takenBack != 0, Kept: r.kept}
	if r.outcome != crm.RowIgnored {
		line.Cells = importers[b.Kind].show(by, b, r.SheetRow)
	}
	var problems []crm.CellProblem
	if r.problems != "" {
		if err := json.Unmarshal([]byte(r.problems), &problems); err != nil {
			return line, err
		}
	}
	for _, p := range problems {
		line.Problems = append(line.Problems, crm.ShowProblem(r.SheetRow, p))
	}
	if len(problems) == 1 && problems[0].Column < 0 {
		line.Problems = nil
	}
	return line, nil
}
