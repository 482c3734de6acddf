package views

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// forbidden are the ways to write a template that fail silently, under our content policy or under htmx 4.
var forbidden = []struct {
	why     string
	pattern *regexp.Regexp
}{
	{"inline style: the content policy drops it", regexp.MustCompile(`(?i)[\s"]style\s*(=|\?=)`)},
	{"inline style element", regexp.MustCompile(`(?i)<style[\s>]`)},
	{"inline script: only src is allowed", regexp.MustCompile(`(?i)<script(\s*>|\s[^>]*[^>/]>\s*[^<\s])`)},
	{"templ script or css component, written inline", regexp.MustCompile(`(?m)^(script|css)\s+\w+\(`)},
	{"inline event handler", regexp.MustCompile(`(?i)[\s"]on[a-z]+\s*=`)},
	{"hx-on needs eval", regexp.MustCompile(`hx-on`)},
	{"js: and javascript: need eval", regexp.MustCompile(`(?i)["'{\s](js|javascript):`)},
	{"trigger filters need eval", regexp.MustCompile(`hx-trigger="[^"]*\[`)},
	{"raw HTML", regexp.MustCompile(`templ\.Raw|@templ\.Raw|templ\.JSUnsafeFuncCall`)},
	{"htmx 2: boost is not used", regexp.MustCompile(`hx-boost`)},
	{"htmx 2: hx-select is not used", regexp.MustCompile(`hx-select`)},
	{"htmx 2: swap=delete removes on errors too", regexp.MustCompile(`hx-swap="delete`)},
	{"htmx 2: extensions load by script", regexp.MustCompile(`hx-ext\b|sse-connect|sse-swap|sse:|ws-connect`)},
	{"htmx 2 attribute", regexp.MustCompile(`hx-disabled-elt|hx-request=|hx-params|hx-vars|hx-disinherit|hx-inherit\b|hx-history=|hx-prompt|data-hx-`)},
	{"htmx 2 modifier", regexp.MustCompile(`show:window|scroll:#|focus-scroll:|hx-swap="morph|queue:(first|last|all|none)`)},
	{"htmx 2 event name", regexp.MustCompile(`htmx:[a-z]+[A-Z]`)},
	{"inheritance must be said", regexp.MustCompile(`<(body|main|section|table|tbody)[^>]*\shx-(target|swap|sync|headers|confirm|include)=`)},
	{"hx-headers below body must append", regexp.MustCompile(`hx-headers="|hx-headers=\{`)},
}

// streams are the two attributes of the stream in htmx 4, whose colon the rules of htmx 2 would take for theirs.
var streams = regexp.MustCompile(`\shx-sse:(connect|close)=`)

// withoutStreams leaves every other byte where it was.
func withoutStreams(text []byte) []byte {
	return streams.ReplaceAllFunc(text, func(found []byte) []byte { return bytes.Repeat([]byte(" "), len(found)) })
}

func TestNoForbiddenAttributesInTemplates(t *testing.T) {
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates found: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = withoutStreams(text)
		for _, f := range forbidden {
			for _, at := range f.pattern.FindAllIndex(text, -1) {
				if fetchesItself(text, at[0]) {
					continue
				}
				t.Errorf("%s:%d: %s: %q", file, line(text, at[0]), f.why, text[at[0]:at[1]])
			}
		}
	}
}

// fetchesItself lets an element that makes its own request carry its own target.
func fetchesItself(text []byte, at int) bool {
	end := at
	for end < len(text) && text[end] != '>' {
		end++
	}
	tag := text[at:end]
	return regexp.MustCompile(`^<(section|table|tbody|main)\b`).Match(tag) && regexp.MustCompile(`hx-(get|post|put|delete)=`).Match(tag)
}

func line(text []byte, at int) int {
	n := 1
	for _, b := range text[:at] {
		if b == '\n' {
			n++
		}
	}
	return n
}

func TestForbiddenPatternsBite(t *testing.T) {
	for _, sample := range []string{
		`<div style="width:1px">`, `<div style={ s }>`, `<style>`, `<script>alert(1)</script>`, `<script type="module">x()</script>`,
		"\nscript go() {", "\ncss red() {", `<a onclick="x()">`, `<a onclick={ f() }>`, `<div hx-on:click="x">`, `hx-vals="js:{a:1}"`, `href="javascript:x"`,
		`hx-trigger="click[ctrlKey]"`, `@templ.Raw(x)`, `<a hx-boost="true">`, `<a hx-select="#x">`, `hx-swap="delete"`, `hx-ext="sse"`,
		`hx-trigger="sse:x"`, `<div hx-sse:message="x">`, `<div hx-sse:connected="x">`, `hx-disabled-elt="this"`, `hx-swap="morph"`, `hx-swap="innerHTML show:window:top"`, `htmx:afterSwap`,
		`<tbody hx-target="#x">`, `<div hx-headers='{"a":"b"}' hx-headers={ x }>`,
	} {
		hit := false
		for _, f := range forbidden {
			hit = hit || f.pattern.Match(withoutStreams([]byte(sample)))
		}
		if !hit {
			t.Errorf("nothing forbids %q", sample)
		}
	}
	for _, sample := range []string{
		`<script src={ static.Path("app.js") }></script>`, `<form hx-target="#list" hx-get="/cases">`, `<body hx-headers:inherited={ x }>`,
		`hx-trigger="typed changed delay:200ms"`, `class="form-control"`, `content="once"`, `<div hx-sse:connect={ x } hx-sse:close="bye">`, `hx-disable="find button"`,
	} {
		for _, f := range forbidden {
			if f.pattern.Match(withoutStreams([]byte(sample))) {
				t.Errorf("%q forbids %q", f.why, sample)
			}
		}
	}
}
