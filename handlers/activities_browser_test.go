package handlers

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestPeopleAreCheckedInByKeyboard types what people say at the door, Enter after each, and never touches the mouse.
func TestPeopleAreCheckedInByKeyboard(t *testing.T) {
	s := newScene(t)
	made := s.login("supervisor").post("/activities", forum("2025-03-14T19:30")).location
	v := s.browse(t, "clerk")
	v.open(made)
	said := func() string {
		return v.JS(`[...document.querySelectorAll('.checkin-said, .checkin-refused')].map(p => p.textContent.trim()).join() + ' ' + (document.activeElement.name ?? '') + '=' + document.activeElement.value`)
	}
	for _, x := range []struct{ typed, want, focus string }{
		{"9-9-909", "没有找到这个人，请换房号、姓名或电话尾号再试", "who=9-9-909"},
		{strings.Repeat(kb.Backspace, 7) + farRoom, "已签到：" + farName + " " + farRoom, "who="},
		{farRoom, farName + "已签到过了", "who="},
		{nearPhone[7:], "名额 1 人已满", "who="},
	} {
		v.Do(chromedp.KeyEvent(x.typed + kb.Enter))
		if got := said(); !strings.HasPrefix(got, x.want) || !strings.HasSuffix(got, " "+x.focus) {
			t.Errorf("%q: %q, want %q and %q", x.typed, got, x.want, x.focus)
		}
	}
	v.Is("location.pathname", made)
}
