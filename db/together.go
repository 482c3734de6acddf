package db

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// mostTogether bounds how many writes share a commit, and so how long the first of them waits for it.
const mostTogether = 16

// turns is whose turn it is to write in this program.
type turns struct {
	sync.Mutex
	coming atomic.Int32 // who waits to join what is open
	open   *shared      // left open for them
}

// shared is the transaction of writes that came at the same time: each can fail alone, one commit makes all of them last, and
// nobody is answered before it. Most of what a commit costs is the same for one write and for ten.
type shared struct {
	*writing
	members int           // writes that stand
	over    bool          // nobody can join any more
	done    chan struct{} // closed after the commit
	err     error         // why nothing of it lasts
}

// alone runs do in a transaction of its own.
func (s *Store) alone(ctx context.Context, do func(w *writing) error) (err error) {
	s.turns.Lock()
	defer s.turns.Unlock()
	if s.turns.open != nil {
		s.finish(s.turns.open)
	}
	w, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.end()) }()
	if err = do(w); err == nil {
		err = w.commit()
	}
	if err == nil {
		s.writes.Add(1)
	}
	return err
}

// together runs do, which must be short, in the transaction that is open, or opens one; it returns after the commit. Also an
// error waits for it: what do saw may not last.
func (s *Store) together(ctx context.Context, do func(w *writing) error) error {
	s.turns.coming.Add(1)
	s.turns.Lock()
	s.turns.coming.Add(-1)
	g := s.turns.open
	if g == nil {
		w, err := s.begin(ctx)
		if err != nil {
			s.turns.Unlock()
			return err
		}
		g = &shared{writing: w, done: make(chan struct{})}
		s.turns.open = g
	}
	err := s.takePart(ctx, g, do)
	<-g.done
	if g.err != nil {
		return g.err
	}
	return err
}

// takePart runs do and hands the turn on, also after a panic: to somebody who waits to join, otherwise the transaction ends.
func (s *Store) takePart(ctx context.Context, g *shared, do func(w *writing) error) error {
	defer s.turns.Unlock()
	defer func() {
		if g.over || s.turns.coming.Load() == 0 || g.members >= mostTogether {
			s.finish(g)
		}
	}()
	return g.add(ctx, do)
}

// add runs do; what it wrote is taken back when it fails.
func (g *shared) add(ctx context.Context, do func(w *writing) error) (err error) {
	if err := ctx.Err(); err != nil {
		g.over = g.members == 0
		return err
	}
	stands := false
	if g.members > 0 {
		if err := g.exec("SAVEPOINT part"); err != nil {
			return err
		}
	}
	defer func() {
		if !stands {
			g.takeBack(err)
		}
	}()
	if err = do(g.writing); err == nil && g.members > 0 {
		err = g.exec("RELEASE part")
	}
	if err == nil {
		stands = true
		g.members++
	}
	return err
}

// takeBack takes the last write back, or all of them where SQLite has ended the transaction, as on a full disk.
func (g *shared) takeBack(why error) {
	if g.members > 0 {
		err := g.exec("ROLLBACK TO part; RELEASE part")
		if err == nil {
			return
		}
		g.err = errors.Join(why, err)
	}
	g.over = true
}

// finish makes what stands last and lets everybody go.
func (s *Store) finish(g *shared) {
	s.turns.open = nil
	if g.members > 0 && g.err == nil {
		g.err = g.commit()
	}
	g.err = errors.Join(g.err, g.end())
	if g.err == nil {
		s.writes.Add(1)
	}
	close(g.done)
}
