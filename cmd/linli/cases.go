package main

import (
	"encoding/json"
	"strings"
	"time"

	"linli/db"
	"linli/db/crm"
	"linli/handlers"
)

type casesCommand struct {
	ofProject `embed:""`
	Query     string `placeholder:"QUERY" help:"筛选，与 /cases 的地址相同，例如 kind=complaint&verdict=missed"`
	JSON      bool   `help:"每件诉求一行 JSON"`
}

// caseLine is one case for a script to check. Moments are RFC 3339 in the project's zone, null for none.
type caseLine struct {
	ID              int64       `json:"id"`
	No              string      `json:"no"`
	OriginalNo      string      `json:"original_no"`
	Kind            crm.Kind    `json:"kind"`
	Level           crm.Level   `json:"level"`
	State           crm.State   `json:"state"`
	ReceivedAt      *string     `json:"received_at"`
	RegisteredAt    *string     `json:"registered_at"`
	ExternalDueAt   *string     `json:"external_due_at"`
	ExternalVerdict crm.Verdict `json:"external_verdict"`
	Clocks          []clockLine `json:"clocks"`
}

type clockLine struct {
	Cycle       int           `json:"cycle"`
	Clock       crm.ClockName `json:"clock"`
	Anchor      *string       `json:"anchor"`
	Due         *string       `json:"due"`
	Met         *string       `json:"met"`
	MissedDueAt *string       `json:"missed_due_at"`
	Verdict     crm.Verdict   `json:"verdict"`
}

// Run prints the cases with all their clocks as they stand now.
func (c *casesCommand) Run(prog *program) error {
	lines := json.NewEncoder(prog.out)
	lines.SetEscapeHTML(false)
	return c.inProject(prog, func(store *opened, p db.Project) error {
		by := console(prog, p.ID)
		filter, err := handlers.CaseQuery(prog.ctx, store.Store, p, by.Now, c.Query)
		if err != nil {
			return err
		}
		return store.EachCase(prog.ctx, by, filter, func(k *crm.Case) error {
			if c.JSON {
				return lines.Encode(caseLineOf(k, by.Now.Unix(), p.Zone()))
			}
			return prog.print("%s", caseText(k, p.Zone()))
		})
	})
}

func caseLineOf(c *crm.Case, now int64, zone *time.Location) caseLine {
	at := func(moment int64) *string {
		if moment == 0 {
			return nil
		}
		text := time.Unix(moment, 0).In(zone).Format(time.RFC3339)
		return &text
	}
	line := caseLine{ID: c.ID, No: c.No, OriginalNo: c.OriginalNo, Kind: c.Kind, Level: c.Level, State: c.State, ReceivedAt: at(c.ReceivedAt),
		RegisteredAt: at(c.RegisteredAt), ExternalDueAt: at(c.ExternalDueAt), ExternalVerdict: c.ExternalClock().Verdict(now), Clocks: []clockLine{}}
	for i := range c.Cycles {
		for _, name := range crm.ClockNames {
			k := c.Cycles[i].Clock(name)
			line.Clocks = append(line.Clocks, clockLine{c.Cycles[i].No, name, at(k.AnchorAt), at(k.Shown(now)), at(k.MetAt), at(k.MissedDueAt), k.Verdict(now)})
		}
	}
	return line
}

func caseText(c *crm.Case, zone *time.Location) string {
	words := []string{c.No, crm.Label(crm.Kinds, string(c.Kind)), crm.Label(crm.States, string(c.State)), time.Unix(c.ReceivedAt, 0).In(zone).Format(time.DateTime)}
	if c.OriginalNo != "" {
		words = append(words, "原编号 "+c.OriginalNo)
	}
	return strings.Join(words, " ")
}
