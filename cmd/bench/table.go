package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// row is one line of the table: the product's cost against that of the floor, or of the product's own list.
type row struct {
	name      string
	bar       float64
	who       *browser
	ask       func(int) request
	bare      bool    // the floor has such a page
	page      string  // whose length is shown
	cost      [2]cost // plain and with gzip
	floorCost [2]cost
}

// cost is what one request costs, a measurement a round.
type cost []time.Duration

func (s *scene) rows(o options) []*row {
	rows := []*row{
		{name: "overdue list of 50", bar: 1.2, who: s.manager, ask: s.overdue, bare: true, page: "overdue"},
		{name: "board", bar: 1.2, who: s.manager, ask: s.board, bare: true, page: "board"},
		{name: "case page", bar: 2, who: s.manager, ask: s.casePage, bare: true, page: "case"},
		{name: "customer page", bar: 2, who: s.manager, ask: s.customerPage, bare: true, page: "customer"},
		{name: "register, durable", bar: 2, who: s.clerk, ask: s.register, bare: true},
		{name: "search by name, page", bar: 1.5, who: s.manager, ask: s.search},
		{name: "search by name, while typing", bar: 1.5, who: s.manager, ask: s.typed},
	}
	if o.lists {
		return rows[:2]
	}
	return rows
}

// measure alternates between the servers, so that what else the machine does falls on both.
func (s *scene) measure(ctx context.Context, o options, rows []*row) error {
	for round := range o.rounds + 1 {
		for _, r := range rows {
			for packed := range 2 {
				if packed == 1 && r.page == "" {
					continue
				}
				ask := func(i int) request {
					req := r.ask(i)
					req.gzip = packed == 1
					return req
				}
				if err := s.measureOne(ctx, o, r, packed, ask, round == 0); err != nil {
					return fmt.Errorf("%s: %w", r.name, err)
				}
			}
		}
	}
	return nil
}

func (s *scene) measureOne(ctx context.Context, o options, r *row, packed int, ask func(int) request, warmUp bool) error {
	length := o.round
	if warmUp {
		length /= 3
	}
	if r.bare {
		spent, err := spend(ctx, s.floor, s.bare, length, ask)
		if err != nil {
			return err
		}
		if !warmUp {
			r.floorCost[packed] = append(r.floorCost[packed], spent)
		}
	}
	spent, err := spend(ctx, s.product, r.who, length, ask)
	if err == nil && !warmUp {
		r.cost[packed] = append(r.cost[packed], spent)
	}
	return err
}

// spend is the processor time a request of the load takes in the server.
func spend(ctx context.Context, p *process, b *browser, length time.Duration, ask func(int) request) (time.Duration, error) {
	before, err := p.cpu()
	if err != nil {
		return 0, err
	}
	took, err := b.load(ctx, connections, length, ask)
	if err != nil {
		return 0, err
	}
	after, err := p.cpu()
	return (after - before) / time.Duration(max(len(took), 1)), err
}

// report measures and prints the whole report.
func (s *scene) report(ctx context.Context, w io.Writer, o options) error {
	rows := s.rows(o)
	if err := s.measure(ctx, o, rows); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n%d households, %d cases; %d connections; median of %d rounds of %v; processor time of the server a request\n\n", machine(), o.size.households*max(o.times, 1),
		o.size.cases*max(o.times, 1), connections, o.rounds, o.round)
	s.table(w, rows)
	fmt.Fprintf(w, "\nThe floor is Echo, templ and SQLite alone: the list's own statement, those of the board's columns; the record and its log; one INSERT of the same columns.\n"+
		"Same bytes, same connection options, no log-in, rights, log or layout. Ratios are without compression, which costs both the same; beside them with gzip at\n"+
		"level 1. Search is held against the product's own overdue list.\n\n")
	if o.lists {
		return nil
	}
	alone, beside, err := s.besideWriters(ctx, o)
	if err != nil {
		return err
	}
	now, peak, err := s.product.resident()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "list p99 %v alone, %v beside four writers: %.1fx (bar 3x)\n", alone.Round(100*time.Microsecond), beside.Round(100*time.Microsecond), float64(beside)/float64(alone))
	fmt.Fprintf(w, "start to first page %v (bar 300ms)\n", s.first.Round(time.Millisecond))
	fmt.Fprintf(w, "resident memory %.0f MB after the load, %.0f MB at most (bar 100 MB)\n", now, peak)
	return nil
}

func (s *scene) table(w io.Writer, rows []*row) {
	t := tabwriter.NewWriter(w, 2, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tratio\tbar\tµs\tfloor µs\tgzip ratio\tµs\tfloor µs\tbytes\t")
	list := median(rows[0].cost[0])
	for _, r := range rows {
		base := list
		if r.bare {
			base = median(r.floorCost[0])
		}
		cells := []string{r.name, ratio(median(r.cost[0]), base), fmt.Sprintf("%.1f", r.bar), micros(median(r.cost[0])), "", "", "", "", ""}
		if r.bare {
			cells[4] = micros(base)
		}
		if r.page != "" {
			cells[5], cells[6], cells[7] = ratio(median(r.cost[1]), median(r.floorCost[1])), micros(median(r.cost[1])), micros(median(r.floorCost[1]))
			cells[8] = fmt.Sprint(s.bytes[r.page])
		}
		fmt.Fprintln(t, strings.Join(cells, "\t")+"\t")
	}
	_ = t.Flush() // to the standard output
}

func ratio(of, base time.Duration) string {
	return fmt.Sprintf("%.2fx", float64(of)/float64(max(base, 1)))
}

func micros(d time.Duration) string { return fmt.Sprint(d.Microseconds()) }

// besideWriters is the p99 of the list alone, and while four people register cases.
func (s *scene) besideWriters(ctx context.Context, o options) (alone, beside time.Duration, err error) {
	took, err := s.manager.load(ctx, connections, 2*o.round, s.overdue)
	if err != nil {
		return 0, 0, err
	}
	alone = percentile(took, 99)
	wrote := make(chan error, 1)
	go func() {
		_, err := s.clerk.load(ctx, 4, 2*o.round, s.register)
		wrote <- err
	}()
	if took, err = s.manager.load(ctx, connections, 2*o.round, s.overdue); err != nil {
		return 0, 0, err
	}
	return alone, percentile(took, 99), <-wrote
}

func machine() string {
	model := "unknown processor"
	raw, _ := os.ReadFile("/proc/cpuinfo") // only a line of the report
	for line := range bytes.Lines(raw) {
		if name, value, ok := strings.Cut(string(line), ":"); ok && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	load, _ := os.ReadFile("/proc/loadavg")
	return fmt.Sprintf("%s, %d CPUs, %s, load %s", model, runtime.NumCPU(), runtime.Version(), strings.Join(strings.Fields(string(load))[:1], ""))
}
