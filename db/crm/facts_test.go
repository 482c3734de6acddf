package crm

import (
	"reflect"
	"slices"
	"testing"
)

// TestEveryFieldIsAFact holds that nothing of a case, a cycle or a clock can change without the log telling of it.
func TestEveryFieldIsAFact(t *testing.T) {
	for _, kept := range []struct {
		of     reflect.Type
		aside  []string // what no event tells of: where it stands, and what has facts of its own
		fields []factField
	}{
		{reflect.TypeFor[Case](), []string{"ID", "ProjectID", "RowVersion", "Cycles", "Building"}, caseFields},
		{reflect.TypeFor[Cycle](), []string{"No", "Ack", "Response", "Resolution", "Revisit"}, cycleFields},
		{reflect.TypeFor[Clock](), nil, clockFields},
	} {
		names := map[string]bool{}
		for i := range kept.of.NumField() {
			f := kept.of.Field(i)
			fact := f.Tag.Get("fact")
			if f.IsExported() && fact == "" && !slices.Contains(kept.aside, f.Name) {
				t.Errorf("%s.%s is no fact", kept.of.Name(), f.Name)
			}
			if names[fact] && fact != "" {
				t.Errorf("%s: two facts are called %s", kept.of.Name(), fact)
			}
			names[fact] = true
		}
		for _, f := range kept.fields {
			switch kept.of.Field(f.index).Type.Kind() {
			case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
			default:
				t.Errorf("%s.%s is of a type that does not fold", kept.of.Name(), f.name)
			}
		}
	}
}
