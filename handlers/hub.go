package handlers

import (
	"slices"
	"strconv"
	"sync"
	"time"
)

// hub knows which pages are open and wakes those that a change concerns. It says that something moved, never what: the page
// fetches what its reader may see.
type hub struct {
	mu       sync.Mutex
	streams  map[*stream]bool
	versions map[int64]int64 // project → changes since the start
	boot     string          // tells versions of two starts apart
	over     chan struct{}   // closed when the program stops
	stopped  bool
}

// stream is one open page: the board, or the page of a case.
type stream struct {
	project, staff, caseID int64
	session, name          string
	wake                   chan struct{} // holds one: a change that came while the last was being told
}

// maxStreams is how many pages of one session may listen at once.
const maxStreams = 12

func newHub(start time.Time) *hub {
	return &hub{streams: map[*stream]bool{}, versions: map[int64]int64{}, boot: strconv.FormatInt(start.UnixNano(), 36), over: make(chan struct{})}
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

// moved wakes the boards of a project and the pages of the cases that changed.
func (h *hub) moved(project int64, cases []int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.versions[project]++
	for s := range h.streams {
		if s.project == project && (s.caseID == 0 || slices.Contains(cases, s.caseID)) {
			s.rouse()
		}
	}
}

// version is how far a project's board has moved on.
func (h *hub) version(project int64) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.boot + "-" + strconv.FormatInt(h.versions[project], 10)
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
