package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/db/crm"
)

// NewCase is a registration as it comes from a form, a file or a message, before rooms and people are looked up.
type NewCase struct {
	crm.Registration
	Room           string // as typed; empty for common areas
	CallerName     string // a caller who is not on file
	CallerPhone    string
	CallerRelation string
	TargetLogins   []string             // whom of the staff the complaint is about
	Ack            *crm.Acknowledgement // confirmed in the same step
}

// RegisterCase is the one way in (T1): every channel ends here, so every case has its clocks. The number, the query code of
// an anonymous case and the draw for a revisit are made in the same transaction.
func (s *Store) RegisterCase(ctx context.Context, by By, in NewCase) (c *crm.Case, err error) {
	err = s.inSharedTx(ctx, by, func(tx *Tx) error {
		c, err = tx.registerCase(in)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("register case: %w", err)
	}
	return c, nil
}

func (tx *Tx) registerCase(in NewCase) (*crm.Case, error) {
	act, err := tx.act()
	if err != nil {
		return nil, err
	}
	c, err := tx.newCase(act, &in)
	if err != nil {
		return nil, err
	}
	if in.Ack != nil {
		if err := c.Acknowledge(act, *in.Ack); err != nil {
			return nil, err
		}
	}
	return c, tx.keepCase(act, c, &in)
}

// newCase looks up what the registration names and makes the case of it.
func (tx *Tx) newCase(act crm.Act, in *NewCase) (*crm.Case, error) {
	if err := tx.resolvePlace(in); err != nil {
		return nil, err
	}
	if err := tx.resolveCaller(in, act); err != nil {
		return nil, err
	}
	if err := tx.notOwnHome(in); err != nil {
		return nil, err
	}
	if err := tx.readTargets(in); err != nil {
		return nil, in.withAck(err)
	}
	received, err := in.Check(act)
	if err != nil {
		return nil, in.withAck(err)
	}
	if in.Earlier, err = earlierCases(tx, in.Registration, received); err != nil {
		return nil, err
	}
	if err := countHomes(tx, act.Settings, &in.Registration, received); err != nil {
		return nil, err
	}
	no, err := tx.caseNo(in.Kind, act.Loc, tx.now)
	if err != nil {
		return nil, err
	}
	return crm.NewCase(act, in.Registration, no, tx.random()[:8])
}

// keepCase writes the case and what belongs to it.
func (tx *Tx) keepCase(act crm.Act, c *crm.Case, in *NewCase) error {
	if err := tx.linkRepair(c, act); err != nil {
		return err
	}
	if err := tx.addCase(c); err != nil {
		return err
	}
	tx.answers("case", c.ID)
	if err := tx.barTargets(c); err != nil {
		return err
	}
	if in.Ack != nil {
		if err := tx.promise(c, *in.Ack); err != nil {
			return err
		}
	}
	if err := tx.attachHeld(c); err != nil {
		return err
	}
	if err := tx.proposeGroup(c, in.Registration); err != nil {
		return err
	}
	return tx.afterRegister(c)
}

// withAck adds what is missing for the confirmation on the spot to what is wrong with the registration.
func (in *NewCase) withAck(err error) error {
	var invalid *crm.Error
	if in.Ack != nil && errors.As(err, &invalid) && invalid.Code == crm.Invalid {
		in.Ack.Check(crm.Problems(invalid.Fields))
	}
	return err
}

// resolvePlace turns the room as typed into the record; a case that goes on from another must be visible, and goes on from
// the master of one that was merged.
func (tx *Tx) resolvePlace(in *NewCase) (err error) {
	if in.PreviousID != 0 {
		if in.PreviousID, err = goesOnAs(tx, in.PreviousID); err != nil {
			return err
		}
		if _, err := visibleCase(tx, tx.by.Staff, in.PreviousID); err != nil {
			return err
		}
	}
	if in.Room == "" {
		return nil
	}
	room, err := tx.RoomByCode(in.Room)
	if err != nil {
		return err
	}
	in.RoomID, in.Building = room.ID, room.BuildingNo
	return nil
}

// earlierCases counts complaints of the same room and sub-category received in the 90 days before this one.
func earlierCases(q querier, r crm.Registration, received int64) (n int, err error) {
	if r.RoomID == 0 || r.Kind != crm.Complaint {
		return 0, nil
	}
	err = q.row(`SELECT COUNT(*) FROM service_case WHERE room_id = ? AND sub_category = ? AND category = ? AND kind = 'complaint' AND received_at BETWEEN ? AND ? AND state NOT IN ('voided', 'merged')`,
		r.RoomID, r.SubCategory, r.Category, received-90*86400, received).Scan(&n)
	return n, err
}

var casePrefixes = map[crm.Kind]string{crm.Complaint: "TS", crm.Repair: "BX", crm.Suggestion: "JY", crm.Praise: "BY", crm.Enquiry: "ZX"}

// caseNo is the next number of the kind on the local day of registration.
func (tx *Tx) caseNo(kind crm.Kind, loc *time.Location, registeredAt int64) (string, error) {
	code, err := tx.projectCode()
	if err != nil {
		return "", err
	}
	on := time.Unix(registeredAt, 0).In(loc).Format(time.DateOnly)
	n, err := tx.next("case:" + casePrefixes[kind] + ":" + code + ":" + on)
	return crm.CaseNo(casePrefixes[kind], code, on, int(n)), err
}

func (tx *Tx) projectCode() (code string, err error) {
	if code = tx.by.Staff.ProjectCode; code != "" {
		return code, nil
	}
	err = tx.row(`SELECT code FROM project WHERE id = ?`, tx.by.Staff.ProjectID).Scan(&code)
	return code, err
}
