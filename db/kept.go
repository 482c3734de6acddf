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

// counting is where the lock of whoever counts for somebody is kept.
type counting struct{ who keptFor }

// keep returns what was counted before while it is true for by, and counts anew otherwise, once for all who ask at the same
// time. What it returns is shared: it must not be changed.
func keep[T any](s *Store, box *sync.Map, who keptFor, roles []crm.Assignment, now int64, count func(k *kept[T]) error) (T, error) {
	known := func() (value T, ok bool) {
		before, ok := box.Load(who)
		if !ok {
			return value, false
		}
		k := before.(*kept[T])
		return k.value, (k.writes == s.writes.Load() || k.whateverIsWritten) && k.from <= now && now <= k.until && reflect.DeepEqual(k.roles, roles)
	}
	if value, ok := known(); ok {
		return value, nil
	}
	lock, _ := box.LoadOrStore(counting{who}, &sync.Mutex{})
	mine := lock.(*sync.Mutex)
	mine.Lock()
	defer mine.Unlock()
	if value, ok := known(); ok {
		return value, nil
	}
	k := &kept[T]{roles: roles, writes: s.writes.Load(), from: now, until: now + mostKept}
	if err := count(k); err != nil {
		return *new(T), err
	}
	box.Store(who, k)
	return k.value, nil
}
