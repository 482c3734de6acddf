package main

import (
	"encoding/json"
	"strings"
	"time"

	"linli/db"
	"linli/db/crm"
)

type customersCommand struct {
	ofProject `embed:""`
	JSON      bool `help:"每位客户一行 JSON"`
}

// customerLine is one customer for a script to check.
type customerLine struct {
	No       string        `json:"no"`
	Name     string        `json:"name"`
	Kind     string        `json:"kind"`
	Type     string        `json:"type"`
	Rooms    []roomLine    `json:"rooms"`
	Contacts []contactLine `json:"contacts"`
}

type roomLine struct {
	Room      string `json:"room"`
	Relation  string `json:"relation"`
	MovedInOn string `json:"moved_in_on"`
}

type contactLine struct {
	Value    string `json:"value"` // masked
	Label    string `json:"label"`
	Doubtful bool   `json:"doubtful"`
}

// Run prints the customer file, telephone numbers masked.
func (c *customersCommand) Run(prog *program) error {
	lines := json.NewEncoder(prog.out)
	lines.SetEscapeHTML(false)
	show := func(h crm.CustomerHead) error {
		if c.JSON {
			return lines.Encode(lineOf(h))
		}
		return prog.print("%s", textOf(h))
	}
	return c.inProject(prog, func(store *opened, p db.Project) error {
		return store.EachCustomer(prog.ctx, console(prog, p.ID), prog.now().In(p.Zone()).Format(time.DateOnly), show)
	})
}

func lineOf(h crm.CustomerHead) customerLine {
	k := h.Customer
	line := customerLine{No: k.No, Name: k.Name, Kind: k.Kind, Type: h.Type, Rooms: []roomLine{}, Contacts: []contactLine{}}
	for _, l := range k.Links {
		line.Rooms = append(line.Rooms, roomLine{l.Room, l.Relation, l.MovedInOn})
	}
	for _, p := range k.Contacts {
		line.Contacts = append(line.Contacts, contactLine{p.Shown, p.Label, p.Doubtful})
	}
	return line
}

func textOf(h crm.CustomerHead) string {
	k := h.Customer
	words := []string{k.No, k.Name, crm.Label(crm.CustomerTypes, h.Type)}
	for _, l := range k.Links {
		words = append(words, l.Room)
	}
	for _, p := range k.Contacts {
		words = append(words, p.Shown)
	}
	return strings.Join(words, " ")
}
