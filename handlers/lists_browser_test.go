package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/db/crm"
)

// TestListsInABrowser walks the lists as htmx draws them: a reason given and accepted above the list, a filter that changes
// list and address, more rows below the others, a task ended in its place.
func TestListsInABrowser(t *testing.T) {
	w := newWorld(t)
	path, _ := w.late()
	clerk := w.login("clerk")
	clerk.must(clerk.register(complaint()), crm.DoReportUp, "problem", "保洁人手不够", "asked", "请协调外包增援")
	w.many(60, "三号楼大厅")
	w.tick()
	v := w.browse(t, "manager")
	cell := "reason-" + strings.TrimPrefix(path, "/cases/") + "-1-response"
	text := func(id string) string { return "document.getElementById('" + id + "').textContent.trim()" }

	v.open("/overdue")
	v.Wait("document.querySelectorAll('.counts .stat').length === 4")
	v.Do(chromedp.Click("#"+cell+" a", chromedp.ByQuery))
	v.Wait("document.querySelector('dialog[data-modal]').open")
	v.Do(chromedp.Click("#miss form:first-of-type button", chromedp.ByQuery))
	v.Is("document.querySelector('#miss .invalid-feedback').textContent.trim()", "请选择超时原因")
	v.Run(chromedp.Click("#miss input[value=人手不足]", chromedp.ByQuery))
	v.Do(chromedp.Click("#miss form:first-of-type button", chromedp.ByQuery))
	v.Wait("!document.querySelector('dialog[data-modal]')")
	if said := v.JS(text(cell)); !strings.Contains(said, "人手不足（待认可）") {
		t.Errorf("after the reason: %s", said)
	}
	v.Do(chromedp.Click("#"+cell+" a", chromedp.ByQuery))
	v.Wait("document.querySelector('dialog[data-modal]').open")
	v.Do(chromedp.Click("#miss form[action$=acceptance] button", chromedp.ByQuery))
	v.Wait("!document.querySelector('dialog[data-modal]')")
	v.Is(text(cell), "人手不足（已认可）")

	v.open("/cases?view=list")
	v.Is("String(document.querySelectorAll('#list tbody tr[id]').length)", "51")
	v.Do(chromedp.Click("#more a", chromedp.ByQuery))
	v.Is("String(document.querySelectorAll('#list tbody tr[id^=case]').length)", "62")
	v.Do(chromedp.SetValue("#f-department", "GC", chromedp.ByQuery), chromedp.Evaluate("document.getElementById('f-department').dispatchEvent(new Event('change', {bubbles: true}))", nil))
	v.Is("String(document.querySelectorAll('#list tbody tr[id^=case]').length)", "1")
	v.Is("location.search", "?view=list&department=GC")

	v.signIn("supervisor")
	v.open("/tasks")
	task := v.JS("[...document.querySelectorAll('.task')].find(t => t.textContent.includes('下级上报')).id")
	v.Run(chromedp.Click("#"+task+" summary", chromedp.ByQuery))
	v.Do(chromedp.Click("#"+task+" form button", chromedp.ByQuery))
	v.Wait("document.querySelector('#" + task + " .invalid-feedback') && document.querySelector('#" + task + " details').open")
	v.Run(chromedp.SendKeys("#"+task+" textarea", "明早增派两人", chromedp.ByQuery))
	v.Do(chromedp.Click("#"+task+" form button", chromedp.ByQuery))
	v.Wait("document.getElementById('" + task + "').textContent.includes('已完成')")

	clerk = w.login("clerk")
	clerk.must(clerk.register(complaint()), crm.DoReportUp, "problem", "门禁坏了", "asked", "请联系厂家")
	v.open("/tasks")
	task = v.JS("[...document.querySelectorAll('.task')].find(t => t.textContent.includes('下级上报')).id")
	v.Run(chromedp.Click("#"+task+" summary", chromedp.ByQuery))
	v.Run(chromedp.SendKeys("#"+task+" textarea", "厂家后天到", chromedp.ByQuery))
	w.login("supervisor").post("/tasks/"+strings.TrimPrefix(task, "task-")+"/completion", url.Values{"note": {"已联系厂家"}, "row_version": {"1"}}).want(t, http.StatusSeeOther)
	v.Do(chromedp.Click("#"+task+" form button", chromedp.ByQuery))
	for _, said := range []string{"请核对后保存", "厂家后天到", "已联系厂家"} {
		v.Wait("document.getElementById('" + task + "').textContent.includes('" + said + "')")
	}

	w.wait(time.Minute)
	v.open("/cases")
	v.Wait("document.querySelectorAll('#column-1 time-left').length === 20")
	v.Clean("422", "409")
}

// TestLongNamesStayInside: a name of thirty characters widens neither the list nor a card of the board.
func TestLongNamesStayInside(t *testing.T) {
	w := newWorld(t)
	w.login("clerk").register(complaint("caller_name", "阿卜杜热合曼·买买提依明江·吐尔逊古丽·艾力肯木·伊布拉音"))
	v := w.browse(t, "clerk")
	v.Run(chromedp.EmulateViewport(1440, 900))
	v.open("/cases?view=list")
	v.Is("String(document.querySelector('#list .table-scroll').scrollWidth > document.querySelector('#list .table-scroll').clientWidth)", "false")
	v.open("/cases")
	v.Wait("document.querySelector('.board-line')")
	v.Is("String([...document.querySelectorAll('.board-line > span')].filter(e => e.getBoundingClientRect().right > e.closest('.board-line').getBoundingClientRect().right + 1).length)", "0")
}

// TestNumbersOnAPhone: a line of the workbench says its number however narrow the screen is, beside its mark.
func TestNumbersOnAPhone(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	no := clerk.caseAt(clerk.register(complaint())).No
	v := w.browse(t, "clerk")
	v.phone()
	v.open("/")
	v.Is("[...new Set([...document.querySelectorAll('.desk-line .badge + .desk-no')].map(e => e.checkVisibility() ? e.textContent : 'hidden'))].join()", no)
}
