package crm

import (
	"maps"
	"slices"
	"strings"
)

// Draft is a form that has not been sent yet.
type Draft struct {
	ID      int64
	Key     string // idempotency key of the form
	Form    string // address it is sent to
	Fields  map[string][]string
	SavedAt int64
	BegunAt int64 // when it was first kept: what it is about was received by then
}

// onTheSpot are what is true only while the customer is there.
var onTheSpot = []string{"ack_now", "method", "told_number", "told_next_step", "proposed_step", "summary_confirmed"}

// Late reports whether a registration was begun so long ago that going on with it is an entry after the fact; what was said on
// the spot must be said again then.
func (d *Draft) Late(now int64) bool {
	if now-d.BegunAt <= lateAfter || d.First("received_at") != "" {
		return false
	}
	for _, name := range onTheSpot {
		delete(d.Fields, name)
	}
	return true
}

// draftWords are the fields whose words name a draft, the best first; draftSecrets are words too, but name nobody on a screen.
var (
	draftWords = []string{"summary", "detail", "text", "resolution", "findings", "first_step", "reason", "unresolved", "problem", "asked", "comment", "note",
		"remedy_wanted", "place", "room"}
	draftSecrets = []string{"caller_name", "caller_phone", "external_no", "transcript"}
)

// Name is what the writer recognises a draft by; empty where nothing worth keeping has been typed.
func (d Draft) Name() string {
	for _, name := range draftWords {
		if words := d.First(name); words != "" {
			return clip(words, 30)
		}
	}
	for _, name := range draftSecrets {
		if d.First(name) != "" {
			return "还没有写摘要"
		}
	}
	return ""
}

// First is the first value of a field.
func (d Draft) First(name string) string {
	if v := d.Fields[name]; len(v) > 0 {
		return strings.TrimSpace(v[0])
	}
	return ""
}

// How much of a form is kept, and how many drafts a person may leave behind.
const (
	MaxDraft  = 64 << 10 // bytes
	MaxDrafts = 20
)

// NewDraft is a form as it was sent to be kept: what belongs to the page and not to the person is left out.
func NewDraft(key, form string, sent map[string][]string) (Draft, error) {
	d := Draft{Key: key, Form: form, Fields: map[string][]string{}}
	size := 0
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if strings.HasPrefix(name, "_") || name == "row_version" || name == "file" || name == "drop_file" {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(sent[name]), func(v string) bool { return v == "" })
		for _, v := range kept {
			size += len(name) + len(v)
		}
		if len(kept) > 0 {
			d.Fields[name] = kept
		}
	}
	switch {
	case key == "" || len(key) > 64:
		return d, Refuse(Invalid, "页面已过期，请刷新后重试")
	case size > MaxDraft:
		return d, Refuse(Invalid, "内容太长，草稿没有保存")
	}
	return d, nil
}
