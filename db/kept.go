package db

import (
	"reflect"
	"sync"

	"linli/db/crm"
)

// kept is something counted for somebody, with what it was true for: until this program writes, until a moment, and a
// minute at most, because another program may write too.
type kept[T any] struct {
	value       T
	roles       []crm.Assignment
	writes      int64 // of this program, when it was counted
	from, until int64

	whateverIsWritten bool // true until its moment: for what is dear to count and may be a minute old
}

// keptFor is whose it is; staff 0 for what everybody in the project shares.
type keptFor struct{ staff, project int64 }

const mostKept = 60

// upTo narrows how long something stays true: up to and including a moment, 0 = none.
func (k *kept[T]) upTo(moment int64) {
	if moment != 0 {
		k.until = min(k.until, moment)
	}
}

// keep returns what was counted before while it is true for by, and counts anew otherwise. What it returns is shared: it
// must not be changed.
func keep[T any](s *Store, box *sync.Map, who keptFor, roles []crm.Assignment, now int64, count func(k *kept[T]) error) (T, error) {
	writes := s.writes.Load()
	if before, ok := box.Load(who); ok {
		k := before.(*kept[T])
		if (k.writes == writes || k.whateverIsWritten) && k.from <= now && now <= k.until && reflect.DeepEqual(k.roles, roles) {
			return k.value, nil
		}
	}
	k := &kept[T]{roles: roles, writes: writes, from: now, until: now + mostKept}
	if err := count(k); err != nil {
		return *new(T), err
	}
	box.Store(who, k)
	return k.value, nil
}
