package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"time"
)

// scene is both servers with what is asked of them.
type scene struct {
	product, floor *process
	manager, clerk *browser // of the product
	bare           *browser // of the floor
	cases          []int64
	customers      []int64
	names, rooms   []string
	bytes          map[string]int // mean length of a page
	first          time.Duration  // from the start to the first page
	fresh          string         // path of the case that was registered last
}

// sampled is how many different records are asked for in turn.
const sampled = 200

// prepare signs in, picks records of every history-th customer and pads the floor's pages to the product's.
func prepare(ctx context.Context, product, floor *process, floorDir string, history int) (*scene, error) {
	s := &scene{product: product, floor: floor, bytes: map[string]int{}}
	if err := s.meet(ctx, filepath.Join(floorDir, "linli.db"), history); err != nil {
		return nil, err
	}
	var err error
	if s.bare, err = newBrowser(floor.url); err != nil {
		return nil, err
	}
	for name, ask := range map[string]func(int) request{"overdue": s.overdue, "board": s.board, "case": s.casePage, "customer": s.customerPage} {
		if err := s.pad(ctx, name, ask); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// meet picks records of every history-th customer and signs in.
func (s *scene) meet(ctx context.Context, path string, history int) error {
	err := s.pick(ctx, path, history)
	var err1, err2 error
	s.manager, err1 = signIn(ctx, s.product, "jingli")
	s.clerk, err2 = signIn(ctx, s.product, "qiantai")
	return errors.Join(err, err1, err2)
}

// pick chooses records spread over the whole file.
func (s *scene) pick(ctx context.Context, path string, history int) (err error) {
	file, err := sql.Open("linli", (&url.URL{Scheme: "file", Opaque: path}).String()+"?mode=ro&"+floorOptions)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var last int64
	if err := file.QueryRowContext(ctx, "SELECT MAX(id) FROM service_case WHERE room_id IS NOT NULL AND customer_id IS NOT NULL").Scan(&last); err != nil {
		return err
	}
	for i := range int64(sampled) {
		var id, customer int64
		var name, room string
		err := file.QueryRowContext(ctx, `SELECT k.id, c.id, c.name, r.code FROM service_case k JOIN customer c ON c.id = k.customer_id JOIN room r ON r.id = k.room_id
			WHERE k.id >= ? AND c.status = 'active' AND c.kind = 'person' AND c.id % ? = 0 ORDER BY k.id LIMIT 1`, 1+i*(last*9/10)/sampled, history).Scan(&id, &customer, &name, &room)
		if err != nil {
			return fmt.Errorf("pick records: %w", err)
		}
		s.cases, s.customers, s.names, s.rooms = append(s.cases, id), append(s.customers, customer), append(s.names, name), append(s.rooms, room)
	}
	return nil
}

// pad gives the floor a page of the product of mean length.
func (s *scene) pad(ctx context.Context, name string, ask func(int) request) error {
	pages, sum := [][]byte{}, 0
	for i := range sampled {
		page, err := s.manager.do(ctx, ask(i))
		if err != nil {
			return err
		}
		pages, sum = append(pages, page), sum+len(page)
	}
	mean, best := sum/len(pages), pages[0]
	for _, page := range pages {
		if abs(len(page)-mean) < abs(len(best)-mean) {
			best = page
		}
	}
	s.bytes[name] = len(best)
	res, err := s.bare.Post(s.floor.url+"/fill/"+name, "text/html", bytes.NewReader(best))
	if err != nil {
		return err
	}
	return res.Body.Close()
}

func abs(n int) int { return max(n, -n) }

func (s *scene) overdue(int) request {
	return request{path: "/overdue?verdict=missed", want: http.StatusOK}
}

func (s *scene) board(int) request { return request{path: "/cases", want: http.StatusOK} }

func (s *scene) casePage(i int) request {
	return request{path: "/cases/" + strconv.FormatInt(s.cases[i%sampled], 10), want: http.StatusOK}
}

func (s *scene) customerPage(i int) request {
	return request{path: "/customers/" + strconv.FormatInt(s.customers[i%sampled], 10), want: http.StatusOK}
}

func (s *scene) search(i int) request {
	return request{path: "/search?q=" + url.QueryEscape(s.names[i%sampled]), want: http.StatusOK}
}

// typed is the same search as the box sends it while somebody types.
func (s *scene) typed(i int) request {
	r := s.search(i)
	r.part = true
	return r
}

// register is a complaint of somebody on file, with everything a form carries.
func (s *scene) register(i int) request {
	return request{path: "/cases", want: http.StatusSeeOther, form: url.Values{"_csrf": {s.clerk.csrf}, "_key": {rand.Text()}, "kind": {"complaint"}, "channel": {"phone"},
		"category": {"repair_work"}, "sub_category": {"报修不及时"}, "customer_id": {strconv.FormatInt(s.customers[i%sampled], 10)}, "room": {s.rooms[i%sampled]},
		"summary": {"报修三次仍未有人上门"}, "detail": {"第三天打电话询问，前台说已经派单，但一直没有师傅联系。"}, "remedy_wanted": {"今天之内有人上门"}}}
}
