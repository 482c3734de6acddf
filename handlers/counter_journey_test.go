package handlers

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"linli/db/crm"
	"linli/static/tab"
)

// alt presses a digit with Alt.
func alt(digit string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		press := func(kind input.KeyType) error {
			return input.DispatchKeyEvent(kind).WithModifiers(input.ModifierAlt).WithKey(digit).WithCode("Digit" + digit).Do(ctx)
		}
		if err := press(input.KeyDown); err != nil {
			return err
		}
		return press(input.KeyUp)
	})
}

// keys presses one after the other.
func (v *visit) keys(list ...string) {
	v.Helper()
	for _, k := range list {
		v.Run(tab.Key(k))
	}
}

// A caller is on file; what is counted are the keys beside the words of the summary.
func TestRegisteredAndConfirmedByKeyboardAlone(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "clerk")
	v.open("/")
	v.keys("n")
	v.Wait("location.pathname === '/cases/new' && document.readyState === 'complete'")
	v.JS("document.addEventListener('keydown', () => { window.pressed = (window.pressed ?? 0) + 1 }, true)")
	v.Is("document.activeElement.id", "f-caller")
	v.keys(nearPhone[7:8], nearPhone[8:9], nearPhone[9:10], nearPhone[10:], "Enter") // faster than the answer
	v.Wait("document.activeElement.id === 'f-summary'")
	v.Is("document.querySelector('[name=customer_id]:checked').value", strconv.FormatInt(s.near["customer"], 10))
	v.Wait("document.querySelector('#warnings').textContent.includes('还没有办完的诉求')") // an earlier one of this room
	v.say("楼下的照明坏了没有人修")
	v.Wait("document.querySelector('#take-1')?.textContent.includes('照明')")
	v.Is("document.querySelector('#f-category').value", "") // never by itself
	v.Run(alt("1"))
	v.Wait("document.querySelector('#f-category').value === 'facilities' && document.querySelector('#f-sub_category').value === '照明'")
	v.Is("document.activeElement.id", "f-summary")
	v.Wait("!document.querySelector('#take-1')") // what was taken is not offered again
	before, _ := strconv.Atoi(v.JS("window.pressed"))
	v.keys("Enter")
	path := v.arrived()
	v.Is("document.activeElement.name", "told_number")
	v.Is("document.querySelector('.script').textContent.includes(document.querySelector('#case-no').textContent)", "true")
	confirm := []string{" ", "Tab", "Tab", " ", "Enter"}
	v.keys(confirm[:4]...)
	v.Is("document.querySelector('[name=summary_confirmed]:checked').value", "yes")
	v.Do(tab.Key("Enter"))
	v.Wait("document.querySelector('[data-alert=success]')?.textContent.includes('受理确认')")
	if c := s.login("clerk").caseAt(path); c.State != crm.Acknowledged || c.CustomerID != s.near["customer"] {
		t.Errorf("state %s of customer %d", c.State, c.CustomerID)
	}
	if all := 1 + before + 1 + len(confirm); all > 16 {
		t.Errorf("%d keys beside the summary", all)
	}
	v.Clean()
}

func TestKeysOfTheCounter(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "clerk")
	v.open("/cases/new")
	v.say("没有这个人")
	v.Wait("document.querySelector('#callers').textContent.includes('没有找到')")
	v.keys("Enter")
	v.Is("document.activeElement.id", "f-caller_name") // who is not on file is typed, the name only once
	v.Is("document.activeElement.value", "没有这个人")
	v.JS("document.activeElement.blur()")
	v.keys("/")
	v.Is("document.activeElement.id", "f-caller")
	v.JS("document.activeElement.value = ''")
	v.say("欧阳")
	v.Wait("document.querySelectorAll('#callers [name=customer_id]').length === 3 && __h.open.size === 0") // two files and «none of them»
	v.keys("Enter")
	v.Is("document.activeElement.name", "customer_id")
	first := v.JS("document.activeElement.value")
	v.keys("ArrowDown")
	if second := v.JS("document.querySelector('[name=customer_id]:checked').value"); second == first || second == "" {
		t.Errorf("the arrow chose %q after %q", second, first)
	}
	v.keys("Enter")
	v.Is("document.activeElement.id", "f-summary")
	v.Is("location.pathname", "/cases/new")
	v.JS("(() => { localStorage.setItem('keys', 'off') })()")
	v.say("楼下的照明坏了没有人修")
	v.Wait("document.querySelector('#take-1')")
	v.Run(alt("1"))
	v.Wait("document.querySelector('[data-keeps]').textContent.includes('草稿已保存') && __h.open.size === 0")
	v.Is("document.querySelector('#f-category').value", "") // switched off
	v.tabTo("#take-1")
	v.Do(tab.Key("Enter"))
	v.Wait("document.querySelector('#f-category').value === 'facilities'")
	v.Clean()
}

func TestADraftOutlivesItsTab(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "clerk")
	v.open("/cases/new")
	v.fill("/cases", "summary", "大厅地面有油污没有人擦", "place", "大厅", "detail", "说到一半电话断了")
	v.Wait("document.querySelector('[data-keeps]').textContent.includes('草稿已保存')")
	v.open("/cases/new") // nothing asks: nothing would be lost
	v.Is("document.querySelector('[name=summary]').value", "")
	v.Run(chromedp.Click(".draft a"))
	v.Wait("document.querySelector('[name=detail]').value === '说到一半电话断了' && document.readyState === 'complete'")
	v.fill("/cases", "category", "cleaning")
	v.Wait("!document.querySelector('[name=sub_category] optgroup')")
	v.fill("/cases", "sub_category", "楼道", "caller_name", "林小满", "caller_phone", "15412345678")
	v.send("/cases")
	v.arrived()
	v.open("/cases/new")
	v.Is("document.querySelectorAll('.draft').length", "0")
	v.Clean()
}

// TestADraftOutlivesALookAtAnOldCase: half a registration, a look at the open case of the same room, back again; and words of the
// last second before a page is left.
func TestADraftOutlivesALookAtAnOldCase(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "clerk")
	v.open("/cases/new?customer_id=" + strconv.FormatInt(s.near["customer"], 10))
	v.Wait("document.querySelector('#warnings a[href^=\"/cases/\"]')")
	v.fill("/cases", "summary", "大厅地面有油污没有人擦", "detail", "说到一半要查上次的")
	v.Wait("document.querySelector('[data-keeps]').textContent.includes('草稿已保存')")
	v.Run(chromedp.Click("#warnings a[href^='/cases/']"))
	v.Wait("/^.cases.[0-9]+$/.test(location.pathname) && document.readyState === 'complete'")
	v.JS("history.back()")
	v.Wait("location.pathname === '/cases/new' && document.querySelector('.draft a')")
	v.Run(chromedp.Click(".draft a"))
	v.Wait("document.querySelector('[name=detail]')?.value === '说到一半要查上次的' && document.readyState === 'complete'")
	v.JS("(() => { const f = document.querySelector('[name=detail]'); f.value = '最后一秒写的'; f.dispatchEvent(new Event('input', {bubbles: true})); location.href = '/tasks' })()")
	v.Wait("location.pathname === '/tasks' && document.readyState === 'complete'")
	kept := func() string {
		list, err := s.store.Drafts(t.Context(), s.by("clerk"), "/cases")
		s.ok(err)
		if len(list) != 1 {
			t.Fatalf("%d drafts", len(list))
		}
		return list[0].First("detail")
	}
	for until := time.Now().Add(10 * time.Second); kept() != "最后一秒写的"; {
		if time.Now().After(until) {
			t.Fatalf("kept is %q", kept())
		}
		v.JS("1")
	}
	v.open("/cases/new")
	v.Run(chromedp.Click(".draft a"))
	v.Wait("document.querySelector('[name=detail]')?.value === '最后一秒写的'")
	v.Clean("dialog beforeunload")
}

// A refused form is dirty and is sent again while another part of the page is still on its way.
func TestNothingAsksWhenARefusedFormIsSentAgain(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "clerk")
	v.open("/cases/new")
	v.fill("/cases", "summary", "大厅地面有油污没有人擦", "place", "大厅", "caller_name", "林小满", "caller_phone", "15412345678")
	v.press("/cases")
	v.Wait("document.querySelector('[name=category][aria-invalid=true]')")
	v.fill("/cases", "category", "cleaning")
	v.Wait("!document.querySelector('[name=sub_category] optgroup')")
	v.fill("/cases", "sub_category", "楼道")
	v.JS("(() => { document.getElementById('register').requestSubmit(); document.dispatchEvent(new CustomEvent('htmx:after:swap')) })()")
	v.arrived()
	v.Clean("422")
}
