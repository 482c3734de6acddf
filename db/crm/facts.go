package crm

import (
	"reflect"
	"strconv"
	"strings"
)

// factField is where a fact stands in a struct.
type factField struct {
	index int
	name  string
}

var (
	textFacts   = map[string]bool{}
	caseFields  = factFields(reflect.TypeFor[Case](), true)
	cycleFields = factFields(reflect.TypeFor[Cycle](), false)
	clockFields = factFields(reflect.TypeFor[Clock](), false)
)

func factFields(t reflect.Type, texts bool) []factField {
	var list []factField
	for i := range t.NumField() {
		name, text := strings.CutSuffix(t.Field(i).Tag.Get("fact"), ",text")
		if name == "" {
			continue
		}
		if text && texts {
			textFacts[name] = true
		}
		list = append(list, factField{i, name})
	}
	return list
}

// Facts are all facts of the case by name; those of cycle 2's acknowledgement begin with «2.ack.».
// Values are string, int64 or bool, so that they compare and fold.
func (c *Case) Facts() map[string]any {
	facts := make(map[string]any, len(caseFields)+len(c.Cycles)*40)
	add := func(prefix string, v reflect.Value, fields []factField) {
		for _, f := range fields {
			facts[prefix+f.name] = plainOf(v.Field(f.index))
		}
	}
	add("", reflect.ValueOf(c).Elem(), caseFields)
	for i := range c.Cycles {
		y := &c.Cycles[i]
		prefix := strconv.Itoa(y.No) + "."
		add(prefix, reflect.ValueOf(y).Elem(), cycleFields)
		for _, name := range ClockNames {
			add(prefix+string(name)+".", reflect.ValueOf(y.Clock(name)).Elem(), clockFields)
		}
	}
	return facts
}

func plainOf(v reflect.Value) any {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	}
	return v.Int()
}

// changes calls found with every fact that differs from what was logged last; before is nil for what was not there, and of
// that only what is not zero counts.
func (c *Case) changes(found func(name string, before, after any)) {
	old := c.logged
	if old == nil {
		old = &Case{}
	}
	compare(caseFields, reflect.ValueOf(old).Elem(), reflect.ValueOf(c).Elem(), "", c.logged != nil, found)
	for i := range c.Cycles {
		now, was, known := &c.Cycles[i], &Cycle{}, i < len(old.Cycles)
		if known {
			was = &old.Cycles[i]
		}
		if *now == *was {
			continue
		}
		prefix := strconv.Itoa(now.No) + "."
		compare(cycleFields, reflect.ValueOf(was).Elem(), reflect.ValueOf(now).Elem(), prefix, known, found)
		for _, name := range ClockNames {
			if k, before := now.Clock(name), was.Clock(name); *k != *before {
				compare(clockFields, reflect.ValueOf(before).Elem(), reflect.ValueOf(k).Elem(), prefix+string(name)+".", known, found)
			}
		}
	}
}

func compare(fields []factField, old, now reflect.Value, prefix string, known bool, found func(name string, before, after any)) {
	for _, f := range fields {
		was, is := old.Field(f.index), now.Field(f.index)
		if was.Equal(is) {
			continue
		}
		var before any
		if known {
			before = plainOf(was)
		}
		found(prefix+f.name, before, plainOf(is))
	}
}
