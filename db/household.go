package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"linli/db/crm"
)

// household are the customers who belong to a room that a person of the staff (?) lives in, or did since they live there.
const household = `(SELECT ho.customer_id FROM staff_home h JOIN occupancy ho ON ho.room_id = h.room_id
	WHERE h.staff_id = ? AND h.end_on = '' AND (ho.moved_out_on = '' OR ho.moved_out_on > h.start_on))`

// strangersTo leaves out a person's own household; column names the customer. Nobody opens the file of their own family.
func strangersTo(by crm.Staff, column string) condition {
	return condition{column + ` NOT IN ` + household, []any{by.ID}}
}

// notOwn explains why a customer was not found that a colleague would find.
func notOwn(q querier, by crm.Staff, id int64, err error) error {
	if !crm.Is(err, crm.NotFound) || by.Reach(crm.CustomerRead) == crm.None {
		return err
	}
	var own bool
	if err := q.row(`SELECT EXISTS (SELECT 1 FROM customer c WHERE c.id = ? AND c.project_id = ? AND c.id IN `+household+`)`, id, by.ProjectID, by.ID).Scan(&own); err != nil {
		return err
	}
	if own {
		return crm.Refuse(crm.Forbidden, ownFile)
	}
	return err
}

const ownFile = "这是您本人或同住人的档案，请由同事办理"

// householdOf are the customers of a person's own household.
func householdOf(q querier, by crm.Staff) (map[int64]bool, error) {
	family := map[int64]bool{}
	err := each(q, household[1:len(household)-1], []any{by.ID}, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		family[id] = true
		return err
	})
	return family, err
}

// livesIn reports whether a room is a home of the person.
func livesIn(q querier, by crm.Staff, roomID int64) (home bool, err error) {
	err = q.row(`SELECT EXISTS (SELECT 1 FROM staff_home h WHERE h.staff_id = ? AND h.room_id = ? AND h.end_on = '')`, by.ID, roomID).Scan(&home)
	return home, err
}

// home is a room of the estate that somebody of the staff lives in.
type home struct {
	roomID int64
	code   string
}

func homesOf(q querier, project, staff int64) ([]home, error) {
	rows, err := q.rows(`SELECT r.id, r.code FROM staff_home h JOIN room r ON r.id = h.room_id
		WHERE h.staff_id = ? AND h.project_id = ? AND h.end_on = '' ORDER BY r.sort_key`, staff, project)
	return collect(rows, err, func(rows *sql.Rows, h *home) error { return rows.Scan(&h.roomID, &h.code) })
}

func codesOf(homes []home) []string {
	codes := make([]string, len(homes))
	for i, h := range homes {
		codes[i] = h.code
	}
	return codes
}

// SetHomes says in which rooms of the project an account's person lives; text names them, empty for none. Nobody takes back
// their own.
func (s *Store) SetHomes(ctx context.Context, by By, id, seen int64, text string) error {
	err := s.changeAccount(ctx, by, id, seen, func(tx *Tx, a Account) (Entry, error) {
		was, err := homesOf(tx, by.Staff.ProjectID, id)
		if err != nil {
			return Entry{}, err
		}
		is, err := tx.readHomes(text)
		if err != nil {
			return Entry{}, err
		}
		if err := tx.moveHomes(id, was, is); err != nil {
			return Entry{}, err
		}
		return Entry{Kind: "home_changed", Texts: map[string]any{"before": strings.Join(codesOf(was), " "), "after": strings.Join(codesOf(is), " ")}}, nil
	})
	return fail("set homes", err)
}

// readHomes reads rooms as people type them: 3-2-501，3-2-502.
func (tx *Tx) readHomes(text string) (list []home, err error) {
	for _, word := range crm.SplitList(text) {
		room, err := tx.RoomByCode(word)
		if err != nil {
			return nil, crm.InvalidField("homes", problemText(err))
		}
		if h := (home{room.ID, room.Code}); !slices.Contains(list, h) {
			list = append(list, h)
		}
	}
	return list, nil
}

func (tx *Tx) moveHomes(staff int64, was, is []home) error {
	loc, err := tx.zone(tx.by.Staff.ProjectID)
	if err != nil {
		return err
	}
	today := tx.by.Now.In(loc).Format(time.DateOnly)
	for _, h := range was {
		if slices.Contains(is, h) {
			continue
		}
		if staff == tx.by.Staff.ID {
			return crm.Refuse(crm.Forbidden, "不能取消自己的住址登记")
		}
		if err := tx.exec(`UPDATE staff_home SET end_on = ? WHERE staff_id = ? AND room_id = ? AND end_on = ''`, today, staff, h.roomID); err != nil {
			return fmt.Errorf("end home: %w", err)
		}
	}
	for _, h := range is {
		if slices.Contains(was, h) {
			continue
		}
		if err := tx.exec(`INSERT INTO staff_home (staff_id, project_id, room_id, start_on) VALUES (?, ?, ?, ?)`, staff, tx.by.Staff.ProjectID, h.roomID, today); err != nil {
			return fmt.Errorf("add home: %w", err)
		}
	}
	return nil
}
