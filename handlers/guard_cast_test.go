package handlers

import (
	"maps"
	"testing"
)

// numbers are the ids of the records in a file.
type numbers struct {
	near, far map[string]int64 // customer, room, case, contact, link, import, staff, task
	own       map[string]map[string]int64
	elsewhere map[string]int64 // records of another project
	uploads   int              // how many things have been made new
}

func (n numbers) clone() numbers {
	n.near, n.far, n.elsewhere = maps.Clone(n.near), maps.Clone(n.far), maps.Clone(n.elsewhere)
	own := map[string]map[string]int64{}
	for role, ids := range n.own {
		own[role] = maps.Clone(ids)
	}
	n.own = own
	return n
}

// cast is a scene without its file.
type cast struct {
	crew
	numbers
}

var scenes mold[cast]

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{world: blankWorld(t), numbers: numbers{near: map[string]int64{}, far: map[string]int64{}, own: map[string]map[string]int64{}, elsewhere: map[string]int64{}}}
	path, cast := scenes.pour(t, func(path string) cast {
		s.open(path)
		s.found()
		s.furnish()
		s.close()
		return cast{crew{s.project, s.staff}, s.numbers}
	})
	s.project, s.staff, s.numbers = cast.project, maps.Clone(cast.staff), cast.numbers.clone()
	s.serve(path)
	return s
}
