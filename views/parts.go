package views

import "linli/static"

var sprite = static.Path("icons.svg") + "#"

// iconHrefs keeps the address of each icon ready: lists draw thousands of them.
var iconHrefs = func() map[string]string {
	m := map[string]string{}
	for _, name := range static.Icons() {
		m[name] = sprite + name
	}
	return m
}()

func iconHref(name string) string {
	if href, ok := iconHrefs[name]; ok {
		return href
	}
	return sprite + "circle"
}

var toneClasses = map[string]string{
	"red": "badge bg-red-lt", "orange": "badge bg-orange-lt", "yellow": "badge bg-yellow-lt", "green": "badge bg-green-lt",
	"blue": "badge bg-blue-lt", "teal": "badge bg-teal-lt", "purple": "badge bg-purple-lt", "gray": "badge bg-secondary-lt",
	"solid": "badge bg-danger-solid",
}

func toneClass(tone string) string {
	if class, ok := toneClasses[tone]; ok {
		return class
	}
	return toneClasses["gray"]
}

var alertIcons = map[string]string{"success": "circle-check", "danger": "alert-circle", "warning": "alert-triangle", "info": "info-circle"}

var alertClasses = map[string]string{"success": "alert alert-success", "danger": "alert alert-danger", "warning": "alert alert-warning", "info": "alert alert-info"}

// Event is one entry of a timeline, its strings ready to show.
type Event struct {
	ID, Icon, Title, Text, Who, When string
	Tone                             string // as for Badge; empty is the accent
	Href, HrefText                   string // of the record it tells of, both or none
}

// Fact is one entry of a data grid.
type Fact struct {
	Label, Value string
	Href         string // where the value leads, empty for nowhere
}
