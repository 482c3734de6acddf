package main

import (
	"encoding/json"
	"runtime/debug"
	"slices"
	"strings"

	"linli/db/crm"
	"linli/handlers"
)

type routesCommand struct {
	JSON   bool `help:"以 JSON 输出"`
	Owners bool `help:"业主端的地址，不是办公端的"`
}

type routeLine struct {
	Method     string         `json:"method"`
	Path       string         `json:"path"`
	Capability crm.Capability `json:"capability"`
}

// Run prints every address with the right it asks for.
func (c *routesCommand) Run(prog *program) error {
	var lines []routeLine
	routes := handlers.Routes()
	if c.Owners {
		routes = handlers.OnlineRoutes()
	}
	for _, r := range routes {
		lines = append(lines, routeLine{r.Method, r.Path, r.Capability})
	}
	slices.SortFunc(lines, func(a, b routeLine) int { return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	if c.JSON {
		e := json.NewEncoder(prog.out)
		e.SetIndent("", "  ")
		return e.Encode(lines)
	}
	for _, l := range lines {
		if err := prog.print("%-5s %-36s %s", l.Method, l.Path, l.Capability); err != nil {
			return err
		}
	}
	return nil
}

type versionCommand struct{}

// Run prints the version the program was built from.
func (versionCommand) Run(prog *program) error { return prog.print("linli %s", version()) }

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	setting := func(key string) string {
		for _, s := range info.Settings {
			if s.Key == key {
				return s.Value
			}
		}
		return ""
	}
	revision := setting("vcs.revision")
	if revision == "" {
		return strings.Trim(info.Main.Version, "()")
	}
	if setting("vcs.modified") == "true" {
		return revision[:12] + "+"
	}
	return revision[:12]
}
