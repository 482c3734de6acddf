// Command bench compares the product with a bare Echo, templ and SQLite page over the same data, «the floor»: processor time a
// request, medians of alternating rounds in one run on one machine. It fails nothing; it needs Linux.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// options are how a run is told what to do.
type options struct {
	data   string // folder that is kept, "" = a temporary one
	binary string
	round  time.Duration
	rounds int
	size   size
	boards bool // nothing but the open boards
	lists  bool // nothing but the overdue list and the board, against the floor
	times  int  // how many times as large the large data are, 0 = compare with the floor
}

// size is how much data there is.
type size struct{ households, cases int }

func (s size) folder() string { return fmt.Sprintf("demo-%d-%d", s.households, s.cases) }

// connections is how many requests are under way at any moment.
const connections = 8

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 3 && args[0] == "floor" { // how the bench starts its own floor
		return serveFloor(ctx, args[1], args[2])
	}
	o := options{data: os.Getenv("LINLI_BENCH_DATA")}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&o.binary, "binary", "bin/linli", "the product's program")
	flags.DurationVar(&o.round, "round", 1500*time.Millisecond, "length of a round")
	flags.IntVar(&o.rounds, "rounds", 5, "rounds of each kind")
	flags.IntVar(&o.size.households, "households", 20_000, "households of the demo data")
	flags.IntVar(&o.size.cases, "cases", 100_000, "cases of the demo data")
	flags.BoolVar(&o.boards, "boards", false, "measure the open boards only")
	flags.BoolVar(&o.lists, "lists", false, "compare the overdue list and the board with the floor, with -times on the large data")
	flags.IntVar(&o.times, "times", 0, "compare the product with itself on data so many times as large, not with the floor")
	if err := flags.Parse(args); err != nil {
		return err
	}
	compare := compareWithFloor
	switch {
	case o.lists:
		compare = compareLists
	case o.times > 1:
		compare = compareSizes
	}
	if o.data != "" {
		return compare(ctx, o)
	}
	dir, err := os.MkdirTemp("", "linli-bench-")
	if err != nil {
		return err
	}
	o.data = dir
	return errors.Join(compare(ctx, o), os.RemoveAll(dir))
}

func compareWithFloor(ctx context.Context, o options) error {
	demo, err := demoData(ctx, o)
	if err != nil {
		return err
	}
	work := filepath.Join(o.data, "run")
	defer os.RemoveAll(work)
	if o.boards {
		return reportBoards(ctx, os.Stdout, o, demo, boardLength)
	}
	for _, name := range []string{"product", "floor"} {
		if err := errors.Join(copyDatabase(demo, filepath.Join(work, name)), upgrade(ctx, filepath.Join(work, name))); err != nil {
			return err
		}
	}
	first, err := firstPage(ctx, o.binary, filepath.Join(work, "product"))
	if err != nil {
		return err
	}
	err = withFloor(ctx, o, filepath.Join(work, "product"), filepath.Join(work, "floor"), 1, func(s *scene) error {
		s.first = first
		return s.report(ctx, os.Stdout, o)
	})
	if err != nil {
		return err
	}
	return reportBoards(ctx, os.Stdout, o, demo, boardLength)
}

// compareLists writes nothing, so both servers read the data themselves.
func compareLists(ctx context.Context, o options) error {
	dir, err := demoData(ctx, o)
	history := 1
	if err == nil && o.times > 1 {
		_, dir, err = largeData(ctx, o)
		history = everyHistory
	}
	if err != nil {
		return err
	}
	if err := upgrade(ctx, dir); err != nil {
		return err
	}
	return withFloor(ctx, o, dir, dir, history, func(s *scene) error { return s.report(ctx, os.Stdout, o) })
}

// withFloor serves the product and the floor for as long as use takes.
func withFloor(ctx context.Context, o options, productDir, floorDir string, history int, use func(*scene) error) error {
	product, err := startProduct(ctx, o.binary, productDir)
	if err != nil {
		return err
	}
	defer product.stop()
	floor, err := startFloor(ctx, floorDir)
	if err != nil {
		return err
	}
	defer floor.stop()
	s, err := prepare(ctx, product, floor, floorDir, history)
	if err != nil {
		return err
	}
	return use(s)
}
