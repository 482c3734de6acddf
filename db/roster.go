package db

import (
	"context"
	"database/sql"
	"slices"

	"linli/db/crm"
)

// Duty is somebody on the roster for a shift of a local day.
type Duty struct {
	On, Shift, Login, Name string
	StaffID                int64
}

func scanDuty(rows *sql.Rows, d *Duty) error {
	return rows.Scan(&d.On, &d.Shift, &d.StaffID, &d.Login, &d.Name)
}

const dutyColumns = `SELECT d.on_date, d.shift, s.id, s.login, s.name FROM duty_roster d JOIN staff s ON s.id = d.staff_id WHERE d.project_id = ? `

func dutyOf(q querier, project int64, on, shift string) ([]Duty, error) {
	rows, err := q.rows(dutyColumns+`AND d.on_date = ? AND d.shift = ? ORDER BY s.id`, project, on, shift)
	return collect(rows, err, scanDuty)
}

// Roster is who is on duty from one local day up to another, both in.
func (s *Store) Roster(ctx context.Context, who crm.Staff, from, to string) ([]Duty, error) {
	rows, err := s.reader(ctx).rows(dutyColumns+`AND d.on_date >= ? AND d.on_date <= ? ORDER BY d.on_date, d.shift, s.id`, who.ProjectID, from, to)
	return collect(rows, err, scanDuty)
}

// SetDuty says who is on duty for one shift, log-in names of people who take cases in; nobody empties it.
func (s *Store) SetDuty(ctx context.Context, by By, on, shift string, logins []string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		p := crm.Problems{}
		p.Check(crm.Has(crm.Shifts, shift), "shift", "没有这个班次")
		p.Check(on != "", "on", "请选择日期")
		var ids []int64
		for _, login := range logins {
			who, err := tx.atDesk(login, "staff", crm.CaseRegister)
			if err != nil {
				return err
			}
			ids = append(ids, who.ID)
		}
		if err := p.Err(); err != nil {
			return err
		}
		before, err := dutyOf(tx, by.Staff.ProjectID, on, shift)
		if err != nil {
			return err
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if slices.EqualFunc(before, ids, func(d Duty, id int64) bool { return d.StaffID == id }) {
			return nil
		}
		if err := tx.exec(`DELETE FROM duty_roster WHERE project_id = ? AND on_date = ? AND shift = ?`, by.Staff.ProjectID, on, shift); err != nil {
			return err
		}
		for _, id := range ids {
			if err := tx.exec(`INSERT INTO duty_roster (project_id, on_date, shift, staff_id) VALUES (?, ?, ?, ?)`, by.Staff.ProjectID, on, shift, id); err != nil {
				return err
			}
		}
		old := make([]int64, len(before))
		for i, d := range before {
			old[i] = d.StaffID
		}
		return tx.journal(Entry{Kind: "roster_set", Subject: "roster", Before: map[string]any{"staff": old}, After: map[string]any{"on": on, "shift": shift, "staff": ids}})
	})
	return fail("set duty", err)
}
