package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// boards are open pages that hear of changes and fetch their board, as a browser does.
const (
	boardPages  = 60
	boardPause  = 500 * time.Millisecond // the page's own throttle
	boardRate   = 10                     // changes a second
	boardLength = 15 * time.Second
)

// liveBoards measures what open boards cost beside the changes they show: processor time of the server with and without them, as
// a share of one core. Fetched counts the parts that the pages asked for.
func (s *scene) liveBoards(ctx context.Context, length time.Duration) (share float64, fetched int64, err error) {
	alone, err := s.changing(ctx, length)
	if err != nil {
		return 0, 0, err
	}
	open, stop := context.WithCancel(ctx)
	var pages sync.WaitGroup
	var asked atomic.Int64
	failed := make([]error, boardPages)
	for i := range boardPages {
		watcher, err := signIn(ctx, s.product, []string{"qiantai", "zhuguan", "jingli", "pinzhi"}[i%4])
		if err != nil {
			stop()
			return 0, 0, err
		}
		pages.Go(func() { failed[i] = watcher.watch(open, &asked) })
	}
	with, err := s.changing(ctx, length)
	stop()
	pages.Wait()
	return (with - alone).Seconds() / length.Seconds(), asked.Load(), errors.Join(append(failed, err)...)
}

// changing is the server's processor time while cases change at the rate of a busy office.
func (s *scene) changing(ctx context.Context, length time.Duration) (time.Duration, error) {
	before, err := s.product.cpu()
	if err != nil {
		return 0, err
	}
	tick := time.NewTicker(time.Second / boardRate)
	defer tick.Stop()
	for i := range int(length.Seconds() * boardRate) {
		if _, err := s.clerk.do(ctx, s.register(i)); err != nil {
			return 0, err
		}
		<-tick.C
	}
	after, err := s.product.cpu()
	return after - before, err
}

// watch keeps a board open: it listens, and fetches the board after an event.
func (b *browser) watch(ctx context.Context, asked *atomic.Int64) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+"/events", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	stream := &http.Client{Jar: b.Jar}
	res, err := stream.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("a stream answered %d", res.StatusCode)
	}
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "event: board") {
			continue
		}
		_, err := b.do(ctx, request{path: "/cases?" + url.Values{"view": {"board"}}.Encode(), part: true, auto: true, gzip: true, want: http.StatusOK})
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		asked.Add(1)
	}
	return nil
}

// reportBoards prints what open boards cost.
func (s *scene) reportBoards(ctx context.Context, w io.Writer, length time.Duration) error {
	share, fetched, err := s.liveBoards(ctx, length)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%d open boards at %d changes a second: %.1f %% of a core, %d boards fetched in %v (bar 5 %%)\n", boardPages, boardRate, share*100, fetched, length)
	return err
}
