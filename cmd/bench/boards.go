package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// boards are open pages that hear of changes and fetch their board, as a browser does.
const (
	boardPages  = 60
	boardRate   = 10 // changes a second
	boardLength = 15 * time.Second
)

// liveBoards measures what open boards of these log-ins cost beside the changes they show: processor time of the server with
// and without them, as a share of one core. Fetched counts the parts that the pages asked for.
func (s *scene) liveBoards(ctx context.Context, logins []string, length time.Duration) (share float64, fetched int64, err error) {
	watchers := make([]*browser, boardPages)
	for i := range watchers {
		if watchers[i], err = signIn(ctx, s.product, logins[i%len(logins)]); err != nil {
			return 0, 0, err
		}
	}
	alone, err := s.changing(ctx, length)
	if err != nil {
		return 0, 0, err
	}
	open, stop := context.WithCancel(ctx)
	var pages sync.WaitGroup
	var asked atomic.Int64
	failed := make([]error, boardPages)
	for i, watcher := range watchers {
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
		if err := s.change(ctx, i); err != nil {
			return 0, err
		}
		<-tick.C
	}
	after, err := s.product.cpu()
	return after - before, err
}

// change is, in turn, a case registered, confirmed, and handed to a department.
func (s *scene) change(ctx context.Context, i int) (err error) {
	if i%3 == 0 {
		_, s.fresh, err = s.clerk.answer(ctx, s.register(i/3))
		return err
	}
	by, step := s.clerk, request{path: s.fresh + "/acknowledgement", want: http.StatusSeeOther,
		form: url.Values{"method": {"phone"}, "told_number": {"on"}, "told_next_step": {"今天派人上门，明天回复您"}, "summary_confirmed": {"yes"}}}
	if i%3 == 2 {
		by, step.path, step.form = s.manager, s.fresh+"/assignment", url.Values{"department": {[]string{"GC", "BJ", "ZX", "KF"}[i/3%4]}}
	}
	step.form["_csrf"], step.form["_key"], step.form["row_version"] = []string{by.csrf}, []string{rand.Text()}, []string{strconv.Itoa(i % 3)}
	_, err = by.do(ctx, step)
	return err
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

// reportBoards prints what open boards cost: of four people on many screens, and of as many different people. They are measured
// on data of their own: rounds of registering leave more open cases than any office has.
func reportBoards(ctx context.Context, w io.Writer, o options, demo string, length time.Duration) error {
	dir := filepath.Join(o.data, "run", "boards")
	if err := copyDatabase(demo, dir); err != nil {
		return err
	}
	return withScene(ctx, o.binary, dir, func(s *scene) error {
		people, open, err := readersOfBoards(ctx, filepath.Join(dir, "linli.db"))
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\n%d open boards at %d changes a second, %d open cases, %v\n", boardPages, boardRate, open, length)
		for _, group := range []struct {
			name   string
			logins []string
		}{{"of four people of different roles", []string{"qiantai", "zhuguan", "jingli", "pinzhi"}}, {fmt.Sprintf("of %d different people", len(people)), people}} {
			share, fetched, err := s.liveBoards(ctx, group.logins, length)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "%s: %.1f %% of a core, %d boards fetched (bar 5 %%)\n", group.name, share*100, fetched); err != nil {
				return err
			}
		}
		return nil
	})
}

// readersOfBoards are log-ins of as many people as there are boards, of all roles that work on cases, and how many cases are open.
func readersOfBoards(ctx context.Context, path string) (logins []string, open int, err error) {
	file, err := sql.Open("linli", fileURI(path)+"?mode=ro&"+floorOptions)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	rows, err := file.QueryContext(ctx, `SELECT s.login FROM staff s JOIN role_assignment r ON r.staff_id = s.id WHERE s.disabled_at = 0 AND r.end_at = 0 AND r.project_id = 1
		AND r.role IN ('clerk', 'steward', 'handler', 'dept_head', 'supervisor', 'manager', 'quality') ORDER BY s.login LIMIT ?`, boardPages)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var login string
		if err := rows.Scan(&login); err != nil {
			return nil, 0, err
		}
		logins = append(logins, login)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, err
	}
	return logins, open, file.QueryRowContext(ctx, `SELECT COUNT(*) FROM service_case WHERE is_open = 1`).Scan(&open)
}
