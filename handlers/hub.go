package handlers

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"linli/db"
	"linli/db/crm"
)

// hub knows which pages are open and wakes those that a change concerns. It says that something moved, never what: the page
// fetches what its reader may see.
type hub struct {
	mu      sync.Mutex
	streams map[*stream]bool
	boards  map[int64]*board // by project
	boot    string           // tells versions of two starts apart
	over    chan struct{}    // closed when the program stops
	stopped bool
}

// board is how far the cases of a project have moved on. What moves within a breath is announced together.
type board struct {
	announced int64
	anywhere  int64              // the announcement that any case may have been in
	steps     map[crm.Step]int64 // the announcement that a case in this step was in last
	news      news               // moved since, to be announced when the breath is over
	breathing bool
}

// news is what moved: cases, or anything.
type news struct {
	cases    []int64
	anything bool
	steps    []crm.Step
	anywhere bool // steps are not all
}

// mostNews is how many cases are told apart.
const mostNews = 16

func (n *news) add(more news) {
	n.cases, n.anything = append(n.cases, more.cases...), n.anything || more.anything
	n.steps, n.anywhere = append(n.steps, more.steps...), n.anywhere || more.anywhere
	if len(n.cases) > mostNews {
		n.cases, n.anything = nil, true
	}
}

func (n *news) none() bool { return len(n.cases) == 0 && !n.anything }

// breath is the time between two announcements of a board.
const breath = 800 * time.Millisecond

// stream is one open page: the board, or the page of a case.
type stream struct {
	project, staff, caseID int64
	session, name          string
	wake                   chan struct{} // holds one: a change that came while the last was being told
	news                   news          // for the board, since the last was told
}

// maxStreams is how many pages of one session may listen at once.
const maxStreams = 12

func newHub(start time.Time) *hub {
	return &hub{streams: map[*stream]bool{}, boards: map[int64]*board{}, boot: strconv.FormatInt(start.UnixNano(), 36), over: make(chan struct{})}
}

// join adds a page; false when its session has too many or the program stops.
func (h *hub) join(s *stream) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	same := 0
	for other := range h.streams {
		if other.session == s.session {
			same++
		}
	}
	if h.stopped || same >= maxStreams {
		return false
	}
	s.wake = make(chan struct{}, 1)
	h.streams[s] = true
	h.wakeCase(s.project, s.caseID)
	return true
}

func (h *hub) leave(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.streams, s)
	h.wakeCase(s.project, s.caseID)
}

// wakeCase wakes the pages of a case.
func (h *hub) wakeCase(project, id int64) {
	for s := range h.streams {
		if id != 0 && s.project == project && s.caseID == id {
			s.rouse()
		}
	}
}

func (s *stream) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// moved wakes the pages of the cases that changed and the boards of their project.
func (h *hub) moved(m db.Moves) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.streams {
		if s.project == m.Project && s.caseID != 0 && slices.Contains(m.Cases, s.caseID) {
			s.rouse()
		}
	}
	h.board(m.Project).news.add(news{m.Cases, m.Left, m.Steps, m.Steps == nil})
	h.announce(m.Project)
}

// announce tells the boards of a project at once, or after the breath since the last time.
func (h *hub) announce(project int64) {
	b := h.board(project)
	if b.breathing {
		return
	}
	b.announced++
	b.note()
	for s := range h.streams {
		if s.project == project && s.caseID == 0 {
			s.news.add(b.news)
			s.rouse()
		}
	}
	b.news, b.breathing = news{}, true
	time.AfterFunc(breath, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		b.breathing = false
		if !b.news.none() && !h.stopped {
			h.announce(project)
		}
	})
}

// note keeps which announcement each step was in last.
func (b *board) note() {
	for _, step := range b.news.steps {
		b.steps[step] = b.announced
	}
	if b.news.anywhere {
		b.anywhere = b.announced
	}
}

// behind says that a page has missed something.
func (h *hub) behind(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s.news.anything = true
	s.rouse()
}

// take is what a page is to be told now.
func (h *hub) take(s *stream) news {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := s.news
	s.news = news{}
	return n
}

func (h *hub) board(project int64) *board {
	if h.boards[project] == nil {
		h.boards[project] = &board{steps: map[crm.Step]int64{}}
	}
	return h.boards[project]
}

// version is how far a project's board has moved on, as far as it has been announced. What is read after asking for it is at
// least as new; what comes later is announced later.
func (h *hub) version(project int64) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.boot + "-" + strconv.FormatInt(h.board(project).announced, 10)
}

// moments are the version and, for each of these steps, the last announcement that concerned it.
func (h *hub) moments(project int64, steps []crm.Step) (version string, last []int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.board(project)
	for _, step := range steps {
		last = append(last, max(b.steps[step], b.anywhere))
	}
	return h.boot + "-" + strconv.FormatInt(b.announced, 10), last
}

// others are the names of who else has the case open, each once.
func (h *hub) others(project, id, staff int64) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	seen, names := map[int64]bool{staff: true}, []string(nil)
	for s := range h.streams {
		if s.project == project && s.caseID == id && !seen[s.staff] {
			seen[s.staff] = true
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return names
}

// stop ends every stream.
func (h *hub) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.stopped {
		h.stopped = true
		close(h.over)
	}
}
