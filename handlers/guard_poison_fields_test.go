package handlers

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// reads is a route with the fields it reads and a form it accepts.
type reads struct {
	fields []string
	good   url.Values
}

// readFields reads testdata/fields.txt.
func readFields(t *testing.T) map[string]reads {
	t.Helper()
	text, err := os.ReadFile("testdata/fields.txt")
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]reads{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 3 || words[0] == "#" {
			continue
		}
		in := reads{good: url.Values{}}
		for _, word := range words[2:] {
			name, value, given := strings.Cut(word, "=")
			if name != "-" {
				in.fields = append(in.fields, name)
			}
			if given {
				in.good.Set(name, value)
			}
		}
		list[words[0]+" "+words[1]] = in
	}
	return list
}

func TestEveryChangeSaysWhatItReads(t *testing.T) {
	known, routes := readFields(t), map[string]bool{}
	for _, r := range Routes() {
		key := r.Method + " " + r.Path
		routes[key] = true
		if _, ok := known[key]; !ok && r.Method != http.MethodGet {
			t.Errorf("%s has no line in testdata/fields.txt: what does it read?", key)
		}
	}
	for key := range known {
		if !routes[key] {
			t.Errorf("testdata/fields.txt: %s is no route", key)
		}
	}
}
