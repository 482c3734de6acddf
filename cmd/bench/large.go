package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"linli/db"
)

// everyHistory is the share of the customers whose copies keep all lines of the journal: the pages are asked for by them.
const everyHistory = 20

// largeRow is one kind of request on both sizes.
type largeRow struct {
	name         string
	bar          float64
	who          func(*scene) *browser
	ask          func(*scene, int) request
	small, large cost
}

func largeRows() []*largeRow {
	manager := func(s *scene) *browser { return s.manager }
	clerk := func(s *scene) *browser { return s.clerk }
	page := func(path string) func(*scene, int) request {
		return func(*scene, int) request { return request{path: path, want: http.StatusOK} }
	}
	return []*largeRow{
		{name: "overdue list of 50", bar: 1.5, who: manager, ask: (*scene).overdue},
		{name: "overdue counts", bar: 1.5, who: manager, ask: page("/overdue?view=counts")},
		{name: "case page", bar: 1.5, who: manager, ask: (*scene).casePage},
		{name: "customer page", bar: 1.5, who: manager, ask: (*scene).customerPage},
		{name: "register, durable", bar: 1.5, who: clerk, ask: (*scene).register},
		{name: "workbench of a clerk", bar: 1.5, who: clerk, ask: page("/")},
		{name: "workbench of a manager", bar: 1.5, who: manager, ask: page("/")},
		{name: "board", bar: 1.5, who: clerk, ask: page("/cases")},
		{name: "list of cases", bar: 1.5, who: clerk, ask: page("/cases?view=list")},
		{name: "list of customers", bar: 1.5, who: clerk, ask: page("/customers")},
		{name: "revisits", bar: 1.5, who: clerk, ask: page("/revisits")},
		{name: "tasks", bar: 1.5, who: clerk, ask: page("/tasks")},
		{name: "search by name, page", bar: 3, who: clerk, ask: (*scene).search},
		{name: "search by name, while typing", bar: 3, who: clerk, ask: (*scene).typed},
		{name: "search by room", bar: 3, who: clerk, ask: (*scene).searchRoom},
	}
}

func (s *scene) searchRoom(i int) request {
	return request{path: "/search?q=" + url.QueryEscape(s.rooms[i%sampled]), want: http.StatusOK}
}

// compareSizes is the product on the small data against the product on many times as much. What is kept of the large data
// holds what the last run has registered.
func compareSizes(ctx context.Context, o options) error {
	demo, large, err := largeData(ctx, o)
	if err != nil {
		return err
	}
	small := filepath.Join(o.data, "run", "small")
	defer os.RemoveAll(filepath.Join(o.data, "run"))
	if err := copyDatabase(demo, small); err != nil {
		return err
	}
	var ticks [2]ticking
	for i, dir := range []string{small, large} {
		if ticks[i], err = tick(ctx, dir); err != nil {
			return err
		}
	}
	first, err := firstPage(ctx, o.binary, large)
	if err != nil {
		return err
	}
	return withScene(ctx, o.binary, small, func(s *scene) error {
		return withScene(ctx, o.binary, large, func(l *scene) error {
			l.first = first
			return reportSizes(ctx, os.Stdout, o, s, l, ticks)
		})
	})
}

// largeData makes the data of the run, and as many times as much, unless they are there.
func largeData(ctx context.Context, o options) (demo, large string, err error) {
	if demo, err = demoData(ctx, o); err != nil {
		return "", "", err
	}
	large = fmt.Sprintf("%s-x%d", demo, o.times)
	if _, err := os.Stat(filepath.Join(large, "linli.db")); err == nil {
		return demo, large, nil
	}
	fmt.Printf("enlarging %d times\n", o.times)
	return demo, large, enlarge(ctx, os.Stdout, demo, large, o.times, everyHistory)
}

// ticking is how long the minute's tick takes: what has waited since the data were made, and when nothing is due.
type ticking struct{ backlog, idle time.Duration }

func tick(ctx context.Context, dir string) (t ticking, err error) {
	store, err := db.Open(ctx, filepath.Join(dir, "linli.db"))
	if err != nil {
		return t, err
	}
	now := time.Now()
	for _, took := range []*time.Duration{&t.backlog, &t.idle} {
		start := time.Now()
		if err := store.Tick(ctx, now); err != nil {
			return t, errors.Join(err, store.Close())
		}
		*took = time.Since(start)
	}
	return t, store.Close()
}

// withScene serves a folder for as long as use takes.
func withScene(ctx context.Context, binary, dir string, use func(*scene) error) error {
	p, err := startProduct(ctx, binary, dir)
	if err != nil {
		return err
	}
	s := &scene{product: p}
	if err = s.meet(ctx, filepath.Join(dir, "linli.db"), everyHistory); err == nil {
		err = use(s)
	}
	return errors.Join(err, p.stop())
}

func reportSizes(ctx context.Context, w io.Writer, o options, small, large *scene, ticks [2]ticking) error {
	rows := largeRows()
	for round := range o.rounds + 1 {
		for _, r := range rows {
			if err := r.measure(ctx, o, small, large, round == 0); err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
		}
	}
	alone, beside, err := large.besideWriters(ctx, o)
	if err != nil {
		return err
	}
	now, peak, err := large.product.resident()
	if err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(fmt.Sprintf("%s-x%d", filepath.Join(o.data, o.size.folder()), o.times), "linli.db"))
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n%d times %d households and %d cases, %.1f GB, against once; %d connections; median of %d rounds of %v; processor time of the server a request\n\n",
		machine(), o.times, o.size.households, o.size.cases, float64(info.Size())/1e9, connections, o.rounds, o.round)
	tableOfSizes(w, rows)
	fmt.Fprintf(w, "\nlist p99 at the large size %v alone, %v beside four writers: %.1fx (bar 3x)\n", alone.Round(100*time.Microsecond), beside.Round(100*time.Microsecond), float64(beside)/float64(alone))
	fmt.Fprintf(w, "minute's tick with nothing due %v, small %v; with what had waited %v, small %v\n", round(ticks[1].idle), round(ticks[0].idle), round(ticks[1].backlog), round(ticks[0].backlog))
	fmt.Fprintf(w, "start to first page %v\n", large.first.Round(time.Millisecond))
	fmt.Fprintf(w, "resident memory %.0f MB after the load, %.0f MB at most\n", now, peak)
	return nil
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

func (r *largeRow) measure(ctx context.Context, o options, small, large *scene, warmUp bool) error {
	length := o.round
	if warmUp {
		length /= 3
	}
	for s, to := range map[*scene]*cost{small: &r.small, large: &r.large} {
		spent, err := spend(ctx, s.product, r.who(s), length, func(i int) request { return r.ask(s, i) })
		if err != nil {
			return err
		}
		if !warmUp {
			*to = append(*to, spent)
		}
	}
	return nil
}

func tableOfSizes(w io.Writer, rows []*largeRow) {
	t := tabwriter.NewWriter(w, 2, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tratio\tbar\tµs\tsmall µs\t")
	for _, r := range rows {
		small, large := median(r.small), median(r.large)
		fmt.Fprintln(t, strings.Join([]string{r.name, ratio(large, small), fmt.Sprintf("%.1f", r.bar), micros(large), micros(small)}, "\t")+"\t")
	}
	_ = t.Flush() // to the standard output
}
