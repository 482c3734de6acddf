package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// browser is a signed-in person, or a stranger for the floor.
type browser struct {
	*http.Client
	base, csrf string
}

func newBrowser(base string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	return &browser{base: base, Client: &http.Client{Jar: jar, Timeout: 10 * time.Minute,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 4 * connections, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, err
}

var token = regexp.MustCompile(`name="_csrf" value="([0-9a-f]+)"`)

// signIn is the log-in of a demo account.
func signIn(ctx context.Context, p *process, login string) (*browser, error) {
	b, err := newBrowser(p.url)
	if err != nil {
		return nil, err
	}
	if err := b.findToken(ctx, "/login"); err != nil {
		return nil, err
	}
	form := url.Values{"username": {login}, "password": {p.password}, "_csrf": {b.csrf}}
	if _, err := b.do(ctx, request{path: "/login", form: form, want: http.StatusSeeOther}); err != nil {
		return nil, err
	}
	return b, b.findToken(ctx, "/")
}

func (b *browser) findToken(ctx context.Context, path string) error {
	page, err := b.do(ctx, request{path: path, want: http.StatusOK})
	if err != nil {
		return err
	}
	found := token.FindSubmatch(page)
	if found == nil {
		return fmt.Errorf("%s holds no token", path)
	}
	b.csrf = string(found[1])
	return nil
}

// request is one thing to ask for.
type request struct {
	path string
	form url.Values // posted when there is one
	part bool       // as htmx asks
	auto bool       // as a page asks by itself
	gzip bool
	want int
}

func (b *browser) do(ctx context.Context, r request) ([]byte, error) {
	page, _, err := b.answer(ctx, r)
	return page, err
}

// answer is a page, and where it sends the browser.
func (b *browser) answer(ctx context.Context, r request) (page []byte, location string, err error) {
	method, body := http.MethodGet, io.Reader(nil)
	if r.form != nil {
		method, body = http.MethodPost, strings.NewReader(r.form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, b.base+r.path, body)
	if err != nil {
		return nil, "", err
	}
	if r.form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if r.part {
		req.Header.Set("HX-Request", "true")
		req.Header.Set("HX-Request-Type", "partial")
	}
	if r.auto {
		req.Header.Set("X-Background", "1")
	}
	if r.gzip {
		req.Header.Set("Accept-Encoding", "gzip")
	}
	res, err := b.Do(req)
	if err != nil {
		return nil, "", err
	}
	page, err = io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return nil, "", err
	}
	if res.StatusCode != r.want {
		return nil, "", fmt.Errorf("%s %s answered %d, not %d", method, r.path, res.StatusCode, r.want)
	}
	return page, res.Header.Get("Location"), nil
}

// load asks over a number of connections for a while and returns how long each answer took.
func (b *browser) load(ctx context.Context, connections int, length time.Duration, next func(i int) request) ([]time.Duration, error) {
	var count atomic.Int64
	var all sync.WaitGroup
	took, failed := make([][]time.Duration, connections), make([]error, connections)
	end := time.Now().Add(length)
	for worker := range connections {
		all.Go(func() {
			for now := time.Now(); now.Before(end); {
				_, err := b.do(ctx, next(int(count.Add(1))))
				if err != nil {
					failed[worker] = err
					return
				}
				done := time.Now()
				took[worker], now = append(took[worker], done.Sub(now)), done
			}
		})
	}
	all.Wait()
	return slices.Concat(took...), errors.Join(failed...)
}

func percentile(took []time.Duration, p int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	return took[min(len(took)*p/100, len(took)-1)]
}

func median[T float64 | time.Duration](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
