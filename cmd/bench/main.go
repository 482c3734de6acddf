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
	flags.IntVar(&o.times, "times", 0, "compare the product with itself on data so many times as large, not with the floor")
	if err := flags.Parse(args); err != nil {
		return err
	}
	compare := compareWithFloor
	if o.times > 1 {
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
	product, err := startProduct(ctx, o.binary, filepath.Join(work, "product"))
	if err != nil {
		return err
	}
	defer product.stop()
	floor, err := startFloor(ctx, filepath.Join(work, "floor"))
	if err != nil {
		return err
	}
	defer floor.stop()
	s, err := prepare(ctx, product, floor, filepath.Join(work, "floor"))
	if err != nil {
		return err
	}
	s.first = first
	if err := s.report(ctx, os.Stdout, o); err != nil {
		return err
	}
	return reportBoards(ctx, os.Stdout, o, demo, boardLength)
}
