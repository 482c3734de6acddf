package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"linli/db/crm"
	"linli/static/tab"
)

// fill types into the fields of the form with this address: names and values by turns.
func (v *visit) fill(action string, fields ...string) {
	v.Helper()
	list, err := json.Marshal(fields)
	if err != nil {
		v.Fatal(err)
	}
	missing := v.JS(fmt.Sprintf(`(() => { const f = document.querySelector('form[action="%s"]'), list = %s, missing = []
		if (!f) return 'the form'
		f.closest('details')?.setAttribute('open', '')
		for (let i = 0; i < list.length; i += 2) {
			const all = [...f.querySelectorAll('[name="' + list[i] + '"]')], choice = all.find(e => e.matches('[type=radio], [type=checkbox]') && e.value === list[i + 1])
			if (choice) { if (!choice.checked) choice.click() } else if (all[0] && all[0].type !== 'radio') {
				all[0].value = list[i + 1]
				all[0].dispatchEvent(new Event('input', {bubbles: true}))
				all[0].dispatchEvent(new Event('change', {bubbles: true}))
			} else missing.push(list[i])
		}
		return missing.join() })()`, action, list))
	if missing != "" {
		v.Fatalf("%s lacks %s; console: %s", action, missing, v.Console())
	}
}

// button is the one primary button of a form.
func button(action string) chromedp.Action {
	return chromedp.Click(`form[action="` + action + `"] button.btn-primary`)
}

// send presses the button of a form that leads to another page.
func (v *visit) send(action string) {
	v.Helper()
	v.Run(button(action))
}

// arrived waits for the page of a case and returns its address.
func (v *visit) arrived() string {
	v.Helper()
	v.Wait(`/^\/cases\/\d+$/.test(location.pathname) && document.readyState === 'complete'`)
	return v.JS("location.pathname")
}

// press sends a form and waits for the answer on the same page.
func (v *visit) press(action string) {
	v.Helper()
	v.Do(button(action))
}

// did fills and sends the form of an action on the page of a case.
func (v *visit) did(path string, action crm.Action, fields ...string) {
	v.Helper()
	address := path + "/" + string(action)
	v.fill(address, fields...)
	v.press(address)
	v.Wait(`document.getElementById('next-step') && document.querySelector('[data-alert=success]')?.textContent.includes('` + action.Label() + `')`)
}

func TestJourneyOfAComplaint(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "clerk")
	v.open("/cases/new?category=facilities")
	v.fill("/cases", "channel", "phone", "room", nearRoom, "sub_category", "照明", "summary", "三号楼二单元楼道灯不亮", "caller_name", "林小满", "caller_phone", "15412345678", "caller_relation", "owner")
	v.send("/cases")
	path := v.arrived()
	v.did(path, crm.DoAcknowledge, "told_number", "on", "told_next_step", "今日派人查看", "summary_confirmed", "yes")
	s.login("supervisor").must(path, crm.DoAssign, "department", "GC", "handler", "handler", "level", "general")
	v.signIn("handler")
	v.open(path)
	v.did(path, crm.DoAccept, "first_step", "今天下午去现场")
	v.did(path, crm.DoRespond, "method", "phone", "text", "已查明，明天更换", "expected_on", "2025-03-15")
	v.did(path, crm.DoResolve, "resolution", "灯管已更换", "root_causes", "设施老化", "responsibility", "company", "validity", "valid", "told_method", "phone", "told_whom", "林小满")
	v.signIn("clerk")
	v.open(path)
	v.did(path, crm.DoRevisit, "channel", "phone", "result", "reached", "solved", "yes", "satisfaction", "5")
	v.did(path, crm.DoClose, "note", "客户认可")
	if c := s.login("clerk").caseAt(path); c.State != crm.Closed {
		t.Errorf("state %s", c.State)
	}
	v.Clean()
}

// tabTo moves the focus on by the keyboard until it stands on an element.
func (v *visit) tabTo(selector string) {
	v.Helper()
	for range 80 {
		if v.JS(`document.activeElement.matches('`+selector+`')`) == "true" {
			return
		}
		v.Run(tab.Key("Tab"))
	}
	v.Fatalf("the keyboard never reaches %s", selector)
}

func (v *visit) say(text string) {
	v.Helper()
	v.Run(chromedp.ActionFunc(func(ctx context.Context) error { return input.InsertText(text).Do(ctx) }))
}

func TestSignInAgainInPlaceKeepsWhatWasTyped(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "clerk")
	v.open("/cases/new?category=cleaning")
	v.fill("/cases", "sub_category", "楼道", "place", "大厅", "summary", "大厅地面有油污没有人擦", "detail", "一大段打好的说明", "caller_name", "林小满", "caller_phone", "15412345678")
	v.Wait("document.querySelector('[data-keeps]').textContent.includes('草稿已保存') && __h.open.size === 0")
	s.wait(16 * time.Minute)
	v.press("/cases")
	v.Is("document.querySelector('dialog[data-login]').open", "true")
	v.Is("document.querySelector('[name=detail]').value", "一大段打好的说明")
	v.fill("/login", "username", "clerk", "password", "falsch-falsch-1")
	v.Do(button("/login"))
	v.fill("/login", "username", "clerk", "password", testPassword)
	v.Run(button("/login"))
	if c := s.login("clerk").caseAt(v.arrived()); c.Detail != "一大段打好的说明" {
		t.Errorf("what was typed is gone: %q", c.Detail)
	}
	v.Clean("401", "422")
}

func TestStaleSaveInABrowserShowsBoth(t *testing.T) {
	s := newScene(t)
	path := fmt.Sprint("/cases/", s.born(crm.Complaint, "cleaning", "楼道"))
	v := s.browse(t, "clerk")
	v.open(path)
	s.login("supervisor").must(path, crm.DoReportUp, "problem", "缺备件", "asked", "请协调采购")
	address := path + "/" + string(crm.DoAcknowledge)
	v.fill(address, "told_number", "on", "told_next_step", "打好的下一步", "summary_confirmed", "yes")
	v.press(address)
	v.Wait("document.body.textContent.includes('修改，请核对后保存') && document.body.textContent.includes('您打开页面之后的变化')")
	v.Is(`document.querySelector('form[action="`+address+`"] [name=told_next_step]').value`, "打好的下一步")
	v.Is(`document.querySelector('form[action="`+address+`"] [name=told_number]').checked`, "true")
	v.press(address)
	v.Wait("document.querySelector('[data-alert=success]')?.textContent.includes('受理确认')")
	v.Clean("409")
}

func TestWithoutScripts(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "")
	v.Run(emulation.SetScriptExecutionDisabled(true))
	v.open("/login")
	v.Run(chromedp.SendKeys("[name=username]", "clerk"), chromedp.SendKeys("[name=password]", testPassword), button("/login"))
	v.Wait("location.pathname === '/' && document.readyState === 'complete'")
	v.open("/cases/new")
	v.fill("/cases", "category", "cleaning", "place", "大厅", "detail", "打好的说明", "caller_name", "林小满", "caller_phone", "15412345678")
	v.send("/cases")
	v.Wait("document.querySelector('.problems') && document.readyState === 'complete'")
	v.Is("document.querySelector('[name=detail]').value", "打好的说明")
	v.fill("/cases", "sub_category", "楼道", "summary", "大厅地面有油污没有人擦")
	v.send("/cases")
	path := v.arrived()
	v.fill(path+"/acknowledgement", "told_number", "on", "told_next_step", "今日派人查看", "summary_confirmed", "yes")
	v.send(path + "/acknowledgement")
	v.Wait("document.querySelector('[data-alert=success]')?.textContent.includes('受理确认') && document.readyState === 'complete'")
	if c := s.login("clerk").caseAt(path); c.State != crm.Acknowledged {
		t.Errorf("state %s", c.State)
	}
	v.Run(emulation.SetScriptExecutionDisabled(false))
}

func TestDoubleClickInABrowserMakesOneCase(t *testing.T) {
	s := newScene(t)
	book := openLedger(t, s.store.Path)
	before := book.list("SELECT COUNT(*) FROM service_case")[0]
	v := s.browse(t, "clerk")
	v.open("/cases/new?category=cleaning")
	v.fill("/cases", "sub_category", "楼道", "place", "大厅", "summary", "大厅地面有油污没有人擦", "caller_name", "林小满", "caller_phone", "15412345678")
	v.Run(chromedp.Evaluate(`(b => { b.click(); b.click(); b.click() })(document.querySelector('form[action="/cases"] button.btn-primary'))`, nil))
	v.arrived()
	v.Run(chromedp.Navigate("about:blank")) // the stream of the page ends with it
	s.server.Close()                        // waits for what is under way
	after := book.list("SELECT COUNT(*) FROM service_case")[0]
	if after != fmt.Sprint(atoi(t, before)+1) {
		t.Errorf("%s cases before three clicks, %s after", before, after)
	}
}

func atoi(t *testing.T, text string) (n int) {
	t.Helper()
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSearchWaitsForComposition(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "clerk")
	v.open("/")
	v.Is("getComputedStyle(document.documentElement).scrollBehavior", "auto") // a page that glides is missed by clicks
	v.Run(tab.Key("/"))
	v.Is("document.activeElement.id", "q")
	v.Run(chromedp.ActionFunc(func(ctx context.Context) error { return input.ImeSetComposition("ouyang", 6, 6).Do(ctx) }))
	v.Is("q.value", "ouyang")
	v.Do(chromedp.ActionFunc(func(ctx context.Context) error { return input.InsertText("欧阳").Do(ctx) }))
	v.Is("__h.n", "1")
	v.Is("hits.textContent.includes('"+nearName+"')", "true")
	v.Is("location.search", "")
	v.Run(tab.Key("ArrowDown"), tab.Key("Enter"))
	v.Wait("location.pathname.startsWith('/customers/') && document.readyState === 'complete'")
	if strings.Contains(s.log.String(), "欧阳") {
		t.Error("the log holds what was searched for")
	}
	if a := s.login("clerk").get(v.JS("location.pathname")); a.status != http.StatusOK {
		t.Errorf("the hit answers %d", a.status)
	}
	v.Clean()
}

// TestFiveScrapsFindTheCaller goes by keyboard alone, from any page, with whatever the caller left.
func TestFiveScrapsFindTheCaller(t *testing.T) {
	s := newScene(t)
	v := s.browse(t, "clerk")
	for scrap, page := range map[string]string{"oyrl": "/", "欧yang若l": "/tasks", nearPhone[7:]: "/cases", "3栋2单元501": "/revisits", "歐陽若蘭": "/customers"} {
		v.open(page)
		v.Run(tab.Key("/"))
		v.Is("document.activeElement.id", "q")
		v.Do(chromedp.SendKeys("#q", scrap, chromedp.ByID))
		v.Is("hits.textContent.includes('"+nearText+"')", "true") // the open case under the hit
		v.Run(tab.Key("ArrowDown"))
		if strings.Contains(scrap, "501") {
			v.Is("document.querySelector('#hits [aria-selected=true]').textContent.includes('"+nearRoom+"')", "true")
			continue
		}
		v.Run(tab.Key("Enter"))
		v.Wait("/^\\/customers\\/\\d+$/.test(location.pathname) && document.readyState === 'complete'")
		v.Is("document.querySelector('h1').textContent.includes('"+nearName+"')", "true")
	}
	v.Clean()
}
