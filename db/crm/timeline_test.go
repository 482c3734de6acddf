package crm

import "testing"

func TestEveryStoryHasOneGroup(t *testing.T) {
	seen := map[string]string{}
	for _, g := range StoryGroups {
		for _, kind := range append(append([]string{}, g.Kinds...), g.Cases...) {
			if seen[kind] != "" {
				t.Errorf("%s stands in %s and %s", kind, seen[kind], g.Code)
			}
			if seen[kind] = g.Code; EventLabel(kind) == kind {
				t.Errorf("%s has no label", kind)
			}
		}
	}
	for _, kind := range CaseStories() {
		if seen[kind] == "" {
			t.Errorf("%s is told and found under no filter", kind)
		}
	}
	for _, kind := range CareStories {
		if seen[kind] == "" {
			t.Errorf("%s has no group", kind)
		}
	}
	if last := StoryGroups[len(StoryGroups)-1]; len(last.Kinds)+len(last.Cases) != 0 {
		t.Errorf("the last group takes what is left, not %v", last)
	}
}
