package handlers

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// CaseQuery reads the filters of /cases as they stand in its address. Unlike the page it refuses what it does not
// understand: a script must not get more than it asked for. after is the id of the last case that was read before.
func CaseQuery(ctx context.Context, store *db.Store, p db.Project, now time.Time, text string) (f db.CaseFilter, err error) {
	if _, query, ok := strings.Cut(text, "?"); ok {
		text = query
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return f, crm.Refuse(crm.Invalid, "看不懂筛选条件，请写成 kind=complaint&verdict=missed 的形式")
	}
	people, err := colleagues(ctx, store, crm.System(p.ID), now)
	if err != nil {
		return f, err
	}
	q := &listQuery{values: values, zone: p.Zone(), kept: url.Values{}}
	var after int64
	if n := q.numbers(1); n != nil {
		after = n[0]
	}
	values.Del("after") // of a page it may be a due as well
	values.Del("view")
	f = caseFilter(q, people, now)
	f.After = db.CaseKey{ID: after}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if q.raw(name) != "" && !q.kept.Has(name) {
			q.ignored = append(q.ignored, name)
		}
	}
	if len(q.ignored) > 0 {
		return f, crm.Refuse(crm.Invalid, "筛选条件无法识别："+strings.Join(q.ignored, "、"))
	}
	return f, nil
}

// colleagues are the people a case may be handed to, by department.
func colleagues(ctx context.Context, store *db.Store, by crm.Staff, now time.Time) ([]views.Option, error) {
	list, err := store.Colleagues(ctx, by, now.Unix())
	return staffOptions(list, ""), err
}
