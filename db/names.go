package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/db/crm"
	"linli/db/hanzi"
)

// namesVersion changes with what names are found by; a file of another version is read anew when it is opened.
const namesVersion = "3"

// readingsVersion is the one whose names are read as they are now: only their Words have changed since.
const readingsVersion = "2"

// spelled is what a name is compared, sorted and found by.
type spelled struct {
	key, sortKey string
	entries      []hanzi.Entry
}

func spell(c crm.Customer) spelled {
	s := spelled{key: hanzi.Key(c.Name)}
	s.sortKey, s.entries = hanzi.Spell(c.Name, c.Kind == "person")
	return s
}

// indexName makes a customer findable by name, by its readings and by the words of name and contact person.
func (tx *Tx) indexName(c crm.Customer, s spelled) error {
	if err := tx.indexWords(c); err != nil || len(s.entries) == 0 {
		return err
	}
	args := make([]any, 0, 5*len(s.entries))
	for _, e := range s.entries {
		args = append(args, c.ProjectID, e.Rank, e.Initials, e.Sounds, c.ID)
	}
	err := tx.exec(`INSERT INTO name_reading (project_id, rank, initials, sounds, customer_id) VALUES `+marks("(?, ?, ?, ?, ?)", len(s.entries)), args...)
	if err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	return nil
}

func (tx *Tx) indexWords(c crm.Customer) error {
	if err := tx.exec(`INSERT INTO customer_text (rowid, body) VALUES (?, ?)`, c.ID, Words(c.Name+" "+c.ContactPerson)); err != nil {
		return fmt.Errorf("index words: %w", err)
	}
	return nil
}

// unindexName takes a customer out of the search by name.
func (tx *Tx) unindexName(customer int64) error {
	if err := tx.exec(`DELETE FROM name_reading WHERE customer_id = ?`, customer); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM customer_text WHERE rowid = ?`, customer)
}

// namesAtOnce is how many names a transaction reads anew.
const namesAtOnce = 2000

// readNames reads every name anew where the file was written by another version.
func (s *Store) readNames(ctx context.Context) error {
	var version string
	err := s.reader(ctx).row(`SELECT value FROM keeping WHERE name = 'names'`).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) || version == namesVersion {
		return err
	}
	for after := int64(0); after >= 0; {
		err := s.inTx(ctx, By{}, func(tx *Tx) (err error) {
			after, err = tx.readNames(after, version == readingsVersion)
			return err
		})
		if err != nil {
			return fmt.Errorf("read names: %w", err)
		}
	}
	return nil
}

// readNames reads some names, or the words of them only, and says behind which customer to go on, -1 at the end.
func (tx *Tx) readNames(after int64, wordsOnly bool) (int64, error) {
	rows, err := tx.rows(`SELECT id, project_id, kind, name, contact_person, status FROM customer WHERE id > ? ORDER BY id LIMIT ?`, after, namesAtOnce)
	people, err := collect(rows, err, func(rows *sql.Rows, c *crm.Customer) error {
		return rows.Scan(&c.ID, &c.ProjectID, &c.Kind, &c.Name, &c.ContactPerson, &c.Status)
	})
	if err != nil {
		return 0, err
	}
	for _, c := range people {
		again := tx.readName
		if wordsOnly {
			again = tx.readWords
		}
		if err := again(c); err != nil {
			return 0, err
		}
	}
	if len(people) == namesAtOnce {
		return people[len(people)-1].ID, nil
	}
	return -1, tx.note("names", namesVersion)
}

func (tx *Tx) readName(c crm.Customer) error {
	s := spell(c)
	if err := tx.exec(`UPDATE customer SET name_key = ?, sort_key = ? WHERE id = ?`, s.key, s.sortKey, c.ID); err != nil {
		return err
	}
	if err := tx.unindexName(c.ID); err != nil || c.Status == crm.CustomerTakenBack {
		return err
	}
	return tx.indexName(c, s)
}

func (tx *Tx) readWords(c crm.Customer) error {
	if err := tx.exec(`DELETE FROM customer_text WHERE rowid = ?`, c.ID); err != nil || c.Status == crm.CustomerTakenBack {
		return err
	}
	return tx.indexWords(c)
}
