package db

import (
	"context"
	"crypto/rand"

	"linli/db/crm"
)

// batched is what a transaction has when many changes share it, each with its own author and moment: demo data are made
// so, through the functions that answer requests.
type batched struct {
	cases map[int64]*crm.Case // kept between their changes; nil = always read
	text  func() string       // stands for chance, so that the same demo comes out twice
}

type batchKey struct{}

// inBatch runs fn in one transaction; what is changed with fn's context belongs to it. Nothing may be read from the pool
// in between: it does not see the batch.
func (s *Store) inBatch(ctx context.Context, by By, b batched, fn func(ctx context.Context) error) error {
	return s.inTx(ctx, by, func(tx *Tx) error {
		tx.batched = b
		return fn(context.WithValue(ctx, batchKey{}, tx))
	})
}

func batchOf(ctx context.Context) *Tx {
	tx, _ := ctx.Value(batchKey{}).(*Tx)
	return tx
}

// join makes a change in a transaction that is open already.
func (tx *Tx) join(by By, fn func(tx *Tx) error) error {
	tx.by, tx.now, tx.answer = by, by.Now.Unix(), Repeated{}
	return fn(tx)
}

// caseToChange is the case as the author may see it.
func (tx *Tx) caseToChange(id int64) (*crm.Case, error) {
	return tx.keep(tx.caseToAsk(id))
}

// caseToAsk is the same for what leaves the case as it is.
func (tx *Tx) caseToAsk(id int64) (*crm.Case, error) {
	if c, ok := tx.cases[id]; ok {
		return c, nil
	}
	return visibleCase(tx, tx.by.Staff, id)
}

// anyCase is the case whoever may see it.
func (tx *Tx) anyCase(id int64) (*crm.Case, error) {
	if c, ok := tx.cases[id]; ok {
		return c, nil
	}
	return tx.keep(loadCase(tx, id))
}

func (tx *Tx) keep(c *crm.Case, err error) (*crm.Case, error) {
	if err == nil && tx.cases != nil {
		tx.cases[c.ID] = c
	}
	return c, err
}

// random is a text nobody can guess.
func (tx *Tx) random() string {
	if tx.text != nil {
		return tx.text()
	}
	return rand.Text()
}
