package db

import (
	"encoding/json"
	"fmt"

	"linli/db/crm"
)

// importer is how the rows of one kind of list get on file and off again; crm.ImportKind is what they look like.
type importer struct {
	plan func(q querier, by By, b *crm.Import, rows []crm.SheetRow) (importPlan, error)
	show func(by crm.Staff, b *crm.Import, row crm.SheetRow) []string         // what a page shows of a row
	back func(tx *Tx, id int64, counts *crm.ImportCounts, step stepper) error // take a batch off the file
}

var importers = map[string]importer{
	crm.ImportOfCustomers: {planCustomers, showCustomer, (*Tx).takeBackCustomers},
	crm.ImportOfRooms:     {planRooms, showRoom, (*Tx).takeBackAll},
	crm.ImportOfFees:      {planFees, showFee, (*Tx).takeBackAll},
	crm.ImportOfPayments:  {planFees, showFee, (*Tx).takeBackAll},
	crm.ImportOfVehicles:  {planVehicles, showVehicle, (*Tx).takeBackAll},
	crm.ImportOfCases:     {planCases, showCase, (*Tx).takeBackAll},
}

// importPlan is what an import of a file would do to the project as it stands now.
type importPlan struct {
	rows             []*crm.PlannedRow
	buildings, rooms []string                                            // new ones
	carry            func(tx *Tx, id int64, i int) ([]madeRecord, error) // puts a row that is new or changes something on file
	problem          error                                               // why the file cannot be read yet
}

// madeRecord is a record that a row made, or one that it changed: then Before and After are what its columns held.
type madeRecord struct {
	Table  string         `json:"table"`
	ID     int64          `json:"id"`
	Before map[string]any `json:"before,omitempty"`
	After  map[string]any `json:"after,omitempty"`
}

// planImport reads the rows of a batch and plans them against the file.
func planImport(q querier, by By, b *crm.Import, rows []crm.SheetRow) (p importPlan, err error) {
	k, err := crm.ImportKindOf(b.Kind)
	if err != nil {
		return p, err
	}
	if problem := k.Check(b.Mapping); problem != nil {
		return importPlan{problem: problem}, nil
	}
	return importers[b.Kind].plan(q, by, b, rows)
}

// counts adds the plan up.
func (p *importPlan) counts() crm.ImportCounts {
	c := crm.CountPlan(p.rows)
	c.Buildings, c.Rooms = len(p.buildings), len(p.rooms)
	return c
}

// plannedRows are the common parts of the rows of a plan.
func plannedRows[T any](plan []T, common func(*T) *crm.PlannedRow) []*crm.PlannedRow {
	rows := make([]*crm.PlannedRow, len(plan))
	for i := range plan {
		rows[i] = common(&plan[i])
	}
	return rows
}

// mostPlaces is how many new buildings and rooms are kept by name for the page.
const mostPlaces = 300

// look plans a batch and keeps with each row what would become of it.
func (tx *Tx) look(b *crm.Import, rows []crm.SheetRow, step stepper) error {
	p, err := planImport(tx, tx.by, b, rows)
	if err != nil {
		return err
	}
	b.Preview.At, b.Preview.Problem, b.Counts = tx.now, "", crm.ImportCounts{}
	b.Preview.NewBuildings, b.Preview.NewRooms = firstPlaces(p.buildings), firstPlaces(p.rooms)
	if err := tx.exec(`UPDATE import_row SET outcome = '', why = '', problems = '', alike = 0, customer_id = NULL WHERE batch_id = ? AND outcome <> ''`, b.ID); err != nil {
		return err
	}
	if p.problem != nil {
		b.Preview.Problem = problemText(p.problem)
		return tx.savePreview(b)
	}
	b.Counts = p.counts()
	for _, row := range p.rows {
		if err := step(); err != nil {
			return err
		}
		problems, err := listOrNothing(row.Problems)
		if err != nil {
			return err
		}
		if err := tx.exec(`UPDATE import_row SET outcome = ?, why = ?, problems = ?, alike = ?, customer_id = ? WHERE batch_id = ? AND row_no = ?`,
			row.Outcome, row.Why, problems, row.Alike, none(row.CustomerID), b.ID, row.No); err != nil {
			return err
		}
	}
	return tx.savePreview(b)
}

func firstPlaces(codes []string) []string { return codes[:min(len(codes), mostPlaces)] }

// listOrNothing is a list as JSON, empty for an empty one.
func listOrNothing[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	text, err := json.Marshal(list)
	return string(text), err
}

func (tx *Tx) savePreview(b *crm.Import) error {
	preview, err := json.Marshal(b.Preview)
	if err != nil {
		return err
	}
	counts, err := json.Marshal(b.Counts)
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE import_batch SET preview = ?, counts = ? WHERE id = ?`, string(preview), string(counts), b.ID)
}

// carryOut does what was planned, row by row, and notes with each row what became of it.
func (tx *Tx) carryOut(id int64, p importPlan, step stepper) error {
	for i, row := range p.rows {
		if err := step(); err != nil {
			return err
		}
		var made []madeRecord
		if row.Outcome != crm.RowRefused && row.Outcome != crm.RowIgnored && row.Outcome != crm.RowUnchanged {
			var err error
			if made, err = p.carry(tx, id, i); err != nil {
				return rowError(row.No, err)
			}
		}
		records, err := listOrNothing(made)
		if err != nil {
			return fmt.Errorf("row %d: %w", row.No, err)
		}
		problems, err := listOrNothing(row.Problems)
		if err != nil {
			return fmt.Errorf("row %d: %w", row.No, err)
		}
		if err := tx.exec(`UPDATE import_row SET outcome = ?, why = ?, problems = ?, alike = ?, customer_id = ?, made = ? WHERE batch_id = ? AND row_no = ?`,
			row.Outcome, row.Why, problems, row.Alike, none(row.CustomerID), records, id, row.No); err != nil {
			return err
		}
	}
	return nil
}
