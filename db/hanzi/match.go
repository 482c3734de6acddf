package hanzi

import (
	"slices"
	"strings"
)

// Hit is how a name fits a pattern.
type Hit struct {
	Whole  bool   // nothing of the name is left over
	Within bool   // it does not begin where the name does
	Other  bool   // a reading that is not the likeliest
	Steps  int    // characters and words of the name that it takes
	Heard  string // the reading, empty where only characters were typed
}

// Compare puts the better hit first: at the beginning, fewer steps for the same letters, the whole name, the likeliest reading.
func (h Hit) Compare(other Hit) int {
	weight := func(h Hit) (n int) {
		for _, weighs := range []struct {
			is bool
			n  int
		}{{h.Within, 1 << 16}, {!h.Whole, 2}, {h.Other, 1}} {
			if weighs.is {
				n += weighs.n
			}
		}
		return n + h.Steps<<2
	}
	return weight(h) - weight(other)
}

// Match reports whether a name fits: its characters and readings side by side, from the beginning of the name, behind the
// family name, or, for characters and for what is no person's name, from anywhere. One letter is a beginning only.
func (p Pattern) Match(name string, person bool) (Hit, bool) {
	if len(p.parts) == 0 {
		return Hit{}, false
	}
	slots, family := read(name, person)
	best, ok := Hit{}, false
	for from := range slots {
		if from > 0 && p.Sounds() && (person && from != family || p.isLetter()) {
			continue
		}
		m := match{slots: slots}
		m.walk(p.parts, "", from, nil, false)
		if !m.found {
			continue
		}
		m.hit.Within = from > 0
		m.hit.Whole = m.hit.Whole && from == 0
		m.hit.Heard = ""
		if p.Sounds() {
			m.hit.Heard = m.heard(from)
		}
		if !ok || m.hit.Compare(best) < 0 {
			best, ok = m.hit, true
		}
	}
	return best, ok
}

func (p Pattern) isLetter() bool { return len(p.parts) == 1 && len(p.parts[0].letters) == 1 }

// match looks for the best way through the slots of a name.
type match struct {
	slots []slot
	hit   Hit
	said  []string // of the best way
	found bool
}

// walk goes on at a slot with what is left of letters before the parts behind them.
func (m *match) walk(parts []part, letters string, at int, said []string, other bool) {
	if letters == "" && len(parts) == 0 {
		hit := Hit{Whole: at == len(m.slots), Other: other, Steps: len(said)}
		if !m.found || hit.Compare(m.hit) < 0 {
			m.hit, m.said, m.found = hit, slices.Clone(said), true
		}
		return
	}
	if at == len(m.slots) {
		return
	}
	slot := m.slots[at]
	switch {
	case letters == "" && parts[0].han == 0:
		m.walk(parts[1:], parts[0].letters, at, said, other)
	case letters == "":
		if slot.han == parts[0].han {
			m.walk(parts[1:], "", at+1, append(said, ""), other)
		}
	case len(slot.sounds) == 0:
		m.walk(parts, letters, at+1, append(said, ""), other)
	default:
		m.sound(parts, letters, at, said, other)
	}
}

// sound takes from the letters what may stand for a slot: a whole reading, its first letter, or the letters that end it all.
func (m *match) sound(parts []part, letters string, at int, said []string, other bool) {
	for i, sound := range m.slots[at].sounds {
		next := append(said, sound)
		other := other || i > 0
		if strings.HasPrefix(letters, sound) {
			m.walk(parts, letters[len(sound):], at+1, next, other)
		}
		if len(letters) < len(sound) && len(parts) == 0 && strings.HasPrefix(sound, letters) {
			m.walk(parts, "", at+1, next, other)
		}
		for _, initial := range initials(sound) {
			if initial != sound && strings.HasPrefix(letters, initial) {
				m.walk(parts, letters[len(initial):], at+1, next, other)
			}
		}
	}
}

// initials are what may stand for a syllable: z and zh for zhang.
func initials(sound string) []string {
	list := []string{string(first(sound))}
	if len(sound) > 1 && sound[1] == 'h' {
		list = append(list, sound[:2])
	}
	return list
}

// heard is the whole name as the best way reads it.
func (m *match) heard(from int) string {
	list := make([]string, len(m.slots))
	for i, s := range m.slots {
		list[i] = string(s.han)
		if len(s.sounds) > 0 {
			list[i] = s.sounds[0]
		}
		if at := i - from; at >= 0 && at < len(m.said) && m.said[at] != "" {
			list[i] = m.said[at]
		}
	}
	return strings.Join(list, " ")
}
