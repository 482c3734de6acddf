package crm

import (
	"slices"
	"strings"
)

// Two cases of the same matter may be about different people, or be given up by different ones: the one that goes on bars all
// of them, and each gets its own back when they are taken apart.

// barAlso makes a case bar whom its duplicate bars, and hides the complainant where the duplicate does.
func (c *Case) barAlso(dup *Case, people Colleagues) {
	c.Confidential = c.Confidential || dup.Confidential && !c.Anonymous
	targets, recused := c.Targets, c.Recused
	for _, id := range split(dup.Targets) {
		c.Targets = addItem(c.Targets, id)
	}
	for _, id := range split(dup.Recused) {
		c.Recused = addItem(c.Recused, id)
	}
	if c.Targets != targets || c.Recused != recused {
		c.bar(people)
	}
}

// unbar takes whom only the duplicate barred off the lists again. What the merge took out of somebody's hands goes back to them
// where nobody has got it since; who leads the case is found anew.
func (c *Case) unbar(line MergeLine, people Colleagues) {
	now, back := c.Facts(), map[string]any{}
	for _, fact := range []string{"confidential", "handler_id", "intake_owner_id"} {
		if is, changed := line.After[fact]; changed && now[fact] == is {
			back[fact] = line.Before[fact]
		}
	}
	c.restore(back)
	targets, recused := c.Targets, c.Recused
	c.Targets, c.Recused = without(targets, line, "targets"), without(recused, line, "recused")
	c.Confidential = c.Confidential || c.Targets != "" && !c.Anonymous
	switch {
	case c.Targets == targets && c.Recused == recused:
	case len(c.Barred()) > 0:
		c.bar(people)
	default:
		c.OwnerID, c.OwnerRole = 0, ""
	}
}

// without is a list of accounts less those that a merge added to it.
func without(list string, line MergeLine, fact string) string {
	before, _ := line.Before[fact].(string)
	after, _ := line.After[fact].(string)
	return strings.Join(slices.DeleteFunc(split(list), func(id string) bool { return contains(after, id) && !contains(before, id) }), ",")
}
