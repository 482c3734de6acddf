package crm

import (
	"maps"
	"slices"
	"testing"
)

func TestContactNoteCheck(t *testing.T) {
	whole := ContactNote{At: 100, Form: "spoken", Channel: "phone", Direction: "in", Summary: "问停水几点结束", Promise: "周四回电", PromiseOn: "2026-11-26", NextContactOn: "2026-11-26"}
	for _, test := range []struct {
		name   string
		change func(*ContactNote)
		want   []string
	}{
		{"good", func(*ContactNote) {}, nil},
		{"the form of the channel", func(n *ContactNote) { n.Form = "" }, nil},
		{"no form to be had", func(n *ContactNote) { n.Form, n.Channel = "", "other" }, []string{"form"}},
		{"codes", func(n *ContactNote) { n.Form, n.Channel, n.Direction = "x", "x", "x" }, []string{"channel", "direction", "form"}},
		{"now", func(n *ContactNote) { n.At = 200 }, nil},
		{"a second ahead", func(n *ContactNote) { n.At = 201 }, []string{"at"}},
		{"nothing said", func(n *ContactNote) { n.Summary = "" }, []string{"summary"}},
		{"promised without a day", func(n *ContactNote) { n.PromiseOn = "" }, []string{"promise_on"}},
		{"a day without a promise", func(n *ContactNote) { n.Promise = "" }, []string{"promise"}},
		{"promised for today", func(n *ContactNote) { n.PromiseOn = "2026-11-22" }, nil},
		{"promised for yesterday", func(n *ContactNote) { n.PromiseOn = "2026-11-21" }, []string{"promise_on"}},
		{"next contact yesterday", func(n *ContactNote) { n.NextContactOn = "2026-11-21" }, []string{"next_contact_on"}},
		{"only what was said", func(n *ContactNote) { n.Promise, n.PromiseOn, n.NextContactOn = "", "", "" }, nil},
	} {
		n, p := whole, Problems{}
		test.change(&n)
		n.Check(200, "2026-11-22", p)
		if got := slices.Sorted(maps.Keys(p)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, p, test.want)
		}
	}
	n := ContactNote{Channel: "wechat"}
	if n.Check(0, "", Problems{}); n.Form != "online" {
		t.Errorf("wechat is %s", n.Form)
	}
}

func TestHowAConversationWent(t *testing.T) {
	for _, test := range []struct {
		n    ContactNote
		want string
	}{
		{ContactNote{Form: "spoken", Channel: "phone", Direction: "in"}, "电话 · 客户找我们"},
		{ContactNote{Form: "written", Channel: "email", Direction: "out"}, "邮件（书面） · 我们找客户"},
		{ContactNote{Form: "spoken", Channel: "other", Direction: "in"}, "其他（语言） · 客户找我们"},
	} {
		if got := test.n.How(); got != test.want {
			t.Errorf("%+v: %s", test.n, got)
		}
	}
}

func TestPromiseState(t *testing.T) {
	for _, test := range []struct{ on, kept, today, want string }{
		{"", "", "2026-11-22", ""},
		{"2026-11-22", "", "2026-11-21", PromiseRunning},
		{"2026-11-22", "", "2026-11-22", PromiseRunning},
		{"2026-11-22", "", "2026-11-23", PromiseBroken},
		{"2026-11-22", "2026-11-21", "2026-11-30", PromiseKept},
		{"2026-11-22", "2026-11-22", "2026-11-30", PromiseKept},
		{"2026-11-22", "2026-11-23", "2026-11-30", PromiseLate},
	} {
		n := ContactNote{PromiseOn: test.on, PromiseKeptOn: test.kept}
		if got := n.PromiseState(test.today); got != test.want {
			t.Errorf("%+v: %s", test, got)
		}
	}
}
