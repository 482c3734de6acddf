package db

import (
	"context"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"linli/db/crm"
)

// Demo says what invented data to make. The same numbers at the same Now give the same content.
type Demo struct {
	Households, Cases int
	Seed              uint64
	Now               time.Time
	Password          string // of every account
}

// demo is a file in the making: an estate, the people who serve it, and eighteen months of their work in the order of time.
type demo struct {
	dice
	store *Store
	ctx   context.Context // of the batch while one is open; the driver is quicker with one that cannot end
	until context.Context // asked between batches
	zone  *time.Location
	set   crm.Settings

	now, start time.Time // the first moment anybody is at work
	opened     time.Time // the first day with cases, the first of a month
	takeover   string
	project    Project
	reload     bool // read every case before it changes, as a request does; the outcome is the same

	staff  demoStaff
	homes  []*demoHome
	cases  map[int64]*crm.Case
	lately []*life // cases that came in a short while ago
	united int     // how many were merged
	agenda

	taken        map[int64]bool // tasks somebody has taken up
	fields       []int64        // the project's own, of customers' files
	phones, bays int
}

const (
	demoMonths = 18 // whole months with cases before the running one
	demoBatch  = 20000
)

// FillDemo makes demo data in a new file: everything through the functions that serve requests, with invented staff acting
// at invented moments up to Now.
func (s *Store) FillDemo(ctx context.Context, in Demo) error {
	d := newDemo(s, ctx, in)
	if err := d.make(in); err != nil {
		return fmt.Errorf("demo data: %w", err)
	}
	return nil
}

func newDemo(s *Store, ctx context.Context, in Demo) *demo {
	seeded := rand.New(rand.NewPCG(in.Seed, 0x6c696e6c69)) // #nosec G404 -- the same seed gives the same data
	d := &demo{dice: dice{seeded}, store: s, ctx: context.WithoutCancel(ctx), until: ctx, takeover: "2019-07-01", cases: map[int64]*crm.Case{}, taken: map[int64]bool{}}
	d.project = Project{Code: "LY", Name: "绿园小区", Timezone: "Asia/Shanghai", Hotline: "0571-5555-0110", TakeoverOn: d.takeover}
	d.zone = d.project.Zone()
	d.now = in.Now.In(d.zone).Truncate(time.Second)
	d.opened = time.Date(d.now.Year(), d.now.Month()-demoMonths, 1, 0, 0, 0, 0, d.zone)
	d.start = d.opened.AddDate(0, 0, -40).Add(9 * time.Hour)
	return d
}

func (d *demo) make(in Demo) error {
	// Nobody else works on this file: few large transactions write each page seldom.
	for _, p := range []string{"cache_size = -262144", "wal_autocheckpoint = 60000"} {
		if _, err := d.store.write.ExecContext(d.ctx, "PRAGMA "+p); err != nil {
			return err
		}
	}
	plot := d.plot(in.Households)
	if err := d.hire(plot, in); err != nil {
		return err
	}
	if err := d.settle(d.addresses(plot, in.Households)); err != nil {
		return err
	}
	if err := d.live(in.Cases); err != nil {
		return err
	}
	if err := d.photographs(in.Cases); err != nil {
		return err
	}
	if err := d.leaveDraft(); err != nil {
		return err
	}
	if err := d.importLedger(); err != nil {
		return err
	}
	if err := d.facilities(plot); err != nil {
		return err
	}
	return d.store.analyse(d.ctx)
}

// analyse lets the planner know how the tables have grown.
func (s *Store) analyse(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `ANALYZE`)
	return err
}

// by is somebody acting at a moment.
func (d *demo) by(staff crm.Staff, at int64) By {
	return By{Staff: staff, Now: time.Unix(at, 0), Source: "demo"}
}

// batch runs fn with d.ctx being that of one open transaction.
func (d *demo) batch(fn func() error) error {
	if err := d.until.Err(); err != nil {
		return err
	}
	outer := d.ctx
	defer func() { d.ctx = outer }()
	return d.store.inBatch(outer, d.by(d.desk(), d.start.Unix()), batched{cases: d.cases, text: d.text}, func(ctx context.Context) error {
		d.ctx = ctx
		return fn()
	})
}

// text stands for crypto/rand.Text.
func (d *demo) text() string {
	var raw [16]byte
	binary.LittleEndian.PutUint64(raw[:], d.Uint64())
	binary.LittleEndian.PutUint64(raw[8:], d.Uint64())
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])
}
