package db

import (
	"context"
	"errors"
	"sync/atomic"

	"linli/db/crm"
)

// job is work on a batch that goes on when its page is left. It lives in the program: what a stopped program was at has not
// happened, since every work is one transaction.
type job struct {
	what   string
	total  int
	done   atomic.Int64
	over   atomic.Bool
	failed string // why it came to nothing; written before over
}

// stepper is called for every row of some work; an error ends it.
type stepper func() error

func noStep() error { return nil }

var errStopped = errors.New("the program stops")

// later starts work on a batch, unless some goes on already.
func (s *Store) later(id int64, what string, total int, work func(ctx context.Context, step stepper) error) error {
	j := &job{what: what, total: total}
	if before, loaded := s.jobs.LoadOrStore(id, j); loaded {
		if before := before.(*job); !before.over.Load() || !s.jobs.CompareAndSwap(id, before, j) {
			return crm.Refuse(crm.Conflict, "这一批正在"+before.what+"，请等它完成")
		}
	}
	s.working.Go(func() {
		defer j.over.Store(true)
		j.end(s, work(s.life, func() error {
			if j.done.Add(1)%256 == 0 && s.life.Err() != nil {
				return errStopped
			}
			return nil
		}))
	})
	return nil
}

// end keeps for the page why the work came to nothing.
func (j *job) end(s *Store, err error) {
	var refusal *crm.Error
	var again *Repeated
	switch {
	case err == nil, errors.As(err, &again):
	case errors.As(err, &refusal):
		j.failed = problemText(refusal)
	default:
		j.failed = "没有完成，什么都没有写入，请重试"
		if s.Report != nil && !errors.Is(err, errStopped) {
			s.Report(err)
		}
	}
}

// progress is how far work on a batch has come.
func (s *Store) progress(id int64) (p crm.ImportProgress) {
	found, ok := s.jobs.Load(id)
	if !ok {
		return p
	}
	j := found.(*job)
	if j.over.Load() {
		return crm.ImportProgress{Failed: j.failed}
	}
	return crm.ImportProgress{What: j.what, Done: min(int(j.done.Load()), j.total), Total: j.total}
}

// ImportProgress is how far work on a batch of the project has come.
func (s *Store) ImportProgress(ctx context.Context, by crm.Staff, id int64) (p crm.ImportProgress, err error) {
	if _, err := importByID(s.reader(ctx), by, id); err != nil {
		return p, err
	}
	return s.progress(id), nil
}

// lookLater looks at a long batch after the answer.
func (s *Store) lookLater(by By, id int64, rows int) {
	by.Key = ""
	_ = s.later(id, "核对", rows, func(ctx context.Context, step stepper) error { // what goes on already looks at it
		return s.inTx(ctx, by, func(tx *Tx) error {
			b, err := importByID(tx, by.Staff, id)
			if err != nil || b.Status != crm.ImportPreviewed {
				return err
			}
			rows, err := importRows(tx, id)
			if err != nil {
				return err
			}
			return tx.look(&b, rows, step)
		})
	})
}

// BeginCommit is CommitImport; a long batch is committed after the answer.
func (s *Store) BeginCommit(ctx context.Context, by By, id, version int64, partial bool) (crm.Import, error) {
	b, long, err := s.mayBegin(ctx, by, id, version, func(b crm.Import) error {
		if err := b.CheckWaiting("没有重复写入"); err != nil {
			return err
		}
		if b.Preview.At != 0 && b.Preview.Problem == "" {
			return b.Counts.CheckCommit(partial)
		}
		return nil
	})
	if err != nil || long == 0 {
		if err == nil {
			b, err = s.CommitImport(ctx, by, id, version, partial)
		}
		return b, err
	}
	return b, s.later(id, "导入", long, func(ctx context.Context, step stepper) error {
		_, err := s.commitImport(ctx, by, id, version, partial, step)
		return err
	})
}

// BeginTakeBack is TakeBackImport; a long batch is taken back after the answer.
func (s *Store) BeginTakeBack(ctx context.Context, by By, id, version int64) (crm.Import, error) {
	b, long, err := s.mayBegin(ctx, by, id, version, crm.Import.CheckTakeBack)
	if err != nil || long == 0 {
		if err == nil {
			b, err = s.TakeBackImport(ctx, by, id, version)
		}
		return b, err
	}
	return b, s.later(id, "撤回", long, func(ctx context.Context, step stepper) error {
		_, err := s.takeBackImport(ctx, by, id, version, step)
		return err
	})
}

// mayBegin refuses at once what the work would refuse, and says of a long batch how many rows it has.
func (s *Store) mayBegin(ctx context.Context, by By, id, version int64, check func(crm.Import) error) (b crm.Import, long int, err error) {
	q := s.reader(ctx)
	if b, err = importByID(q, by.Staff, id); err != nil {
		return b, 0, err
	}
	if p := s.progress(id); p.What != "" {
		return b, 0, crm.Refuse(crm.Conflict, "这一批正在"+p.What+"，请等它完成")
	}
	var rows int
	if err := q.row(`SELECT COUNT(*) FROM import_row WHERE batch_id = ?`, id).Scan(&rows); err != nil || rows <= inOneGo {
		return b, 0, err
	}
	err = s.inTx(ctx, by, func(tx *Tx) error { // a form that comes again gets the first answer
		if err := check(b); err != nil {
			return err
		}
		_, err := tx.importToChange(id, version)
		return err
	})
	return b, rows, err
}
