package db

import (
	"strings"
	"sync"

	"linli/db/crm"
)

// topic is one thing people turn to the office with.
type topic struct {
	kind, category, sub, summary, place, department string
	course                                          *course
}

// course is what a department says and does about a subject.
type course struct {
	steps, findings, plans, results, remedies, causes, blames []string
}

// topicWeights says how often a category comes up, by kind.
var topicWeights = map[string]*weights{
	"complaint": weigh(`parking 15 noise 13 cleaning 11 elevator 9 leakage 9 repair_work 8 facilities 8 security 7 fees 6 pets 5 decoration 5 fire 4 staff_conduct 4
		appearance 4 greening 3 other 2`),
	"repair":     weigh("leakage 30 facilities 32 elevator 12 other 14 parking 5 fire 3 repair_work 4"),
	"suggestion": weigh("parking 5 greening 4 cleaning 3 facilities 5 security 3 other 2"),
	"praise":     weigh("staff_conduct 9 repair_work 3 cleaning 2"),
	"enquiry":    weigh("fees 9 decoration 6 parking 6 other 7"),
}

// topic draws one of a kind.
func (d *demo) topic(kind string) topic {
	list := topics()[kind+"|"+d.weighted(topicWeights[kind])]
	return list[d.IntN(len(list))]
}

// topicOf is the first topic of a kind, category and sub-category.
func topicOf(kind, category, sub string) topic {
	for _, t := range topics()[kind+"|"+category] {
		if t.sub == sub {
			return t
		}
	}
	panic("no demo topic " + kind + " " + category + " " + sub)
}

// topics are the lines of the tables by kind and category.
var topics = sync.OnceValue(func() map[string][]topic {
	courses := readCourses()
	all := map[string][]topic{}
	for _, f := range table(demoTopics) {
		t := topic{kind: f[0], category: f[1], sub: f[2], summary: f[3]}
		category, _ := crm.CategoryOf(t.category)
		t.department = category.Department
		if len(f) > 4 {
			t.place = f[4]
		}
		if len(f) > 5 {
			t.department = f[5]
		}
		for _, key := range []string{t.kind + " " + t.category, t.category, t.kind + " *"} {
			for _, sub := range []string{t.sub, ""} {
				if c := courses[key+"|"+sub]; c != nil && t.course == nil {
					t.course = c
				}
			}
		}
		all[t.kind+"|"+t.category] = append(all[t.kind+"|"+t.category], t)
	}
	return all
})

// readCourses are the courses by category and sub-category.
func readCourses() map[string]*course {
	blames := map[string][]string{}
	for _, f := range table(demoBlames) {
		blames[f[0]] = f[1:]
	}
	courses := map[string]*course{}
	for _, f := range table(demoCourses) {
		c := &course{}
		for i, into := range []*[]string{&c.steps, &c.findings, &c.plans, &c.results, &c.remedies} {
			*into = strings.Split(f[i+2], " / ")
		}
		words := strings.Fields(f[0])
		category := words[len(words)-1]
		why := blames[category+" "+f[1]]
		if why == nil {
			why = blames[category]
		}
		if why != nil {
			c.causes, c.blames = strings.Fields(why[0]), strings.Fields(why[1])
		}
		courses[f[0]+"|"+f[1]] = c
	}
	return courses
}

// table splits lines at their bars.
func table(text string) (lines [][]string) {
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		lines = append(lines, strings.Split(line, "|"))
	}
	return lines
}
