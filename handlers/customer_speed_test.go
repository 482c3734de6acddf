package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// speed is the table of a customer's services tab, a bar between its cells and lines; empty where there is none.
func (a answer) speed(t *testing.T) string {
	t.Helper()
	var cells []string
	for _, cell := range a.doc(t).Find("section[aria-labelledby=customer-speed] tbody").Find("th, td div").EachIter() {
		cells = append(cells, strings.TrimSpace(cell.Text()))
	}
	return strings.Join(cells, "|")
}

// TestSpeedOnTheCustomersPage: two cases of a customer, one of them of another's, one nobody confirmed in time.
func TestSpeedOnTheCustomersPage(t *testing.T) {
	w := newWorld(t)
	id, path := w.onFile("刘晓梅", "15400000011", "3-2-501")
	other, _ := w.onFile("张一凡", "15400000012", "3-2-502")
	tab := path + "/services"
	clerk := w.login("clerk")
	clerk.get(tab).want(t, http.StatusOK, "诉求办理效率", "还没有已经确认")

	of := func(customer int64, room string, more ...string) url.Values {
		return complaint(append([]string{"customer_id", fmt.Sprint(customer), "caller_name", "", "caller_phone", "", "caller_relation", "", "room", room, "place", ""}, more...)...)
	}
	first, slow, theirs := clerk.register(of(id, "3-2-501")), clerk.register(of(id, "3-2-501", "confidential", "yes")), clerk.register(of(other, "3-2-502"))
	w.wait(2 * time.Hour)
	w.login("clerk").must(first, crm.DoAcknowledge, ackFields...)
	w.wait(2 * time.Hour)
	w.login("clerk").must(theirs, crm.DoAcknowledge, ackFields...)
	w.wait(24 * time.Hour)
	w.login("clerk").must(slow, crm.DoAcknowledge, ackFields...)

	for who, line := range map[string]string{
		"clerk":   "受理确认|平均 15.0、中位 15.0 小时|按时 50.0%（1/2）|平均 11.3、中位 4.0 小时|按时 66.7%（2/3）|", // (2 + 28) / 2, (2 + 4 + 28) / 3
		"manager": "受理确认|平均 15.0、中位 15.0 小时|按时 50.0%（1/2）|",
		"steward": "受理确认|平均 2.0、中位 2.0 小时|按时 100.0%（1/1）|", // knows of no confidential case that it is hers
		"quality": "受理确认|平均 2.0、中位 2.0 小时|按时 100.0%（1/1）|",
	} {
		if got := w.login(who).get(tab).want(t, http.StatusOK).speed(t); !strings.HasPrefix(got, line) {
			t.Errorf("%s reads %q", who, got)
		}
	}
	w.login("privacy_officer").get(tab).want(t, http.StatusOK).lacks(t, "诉求办理效率")
	w.login("handler").get(tab).want(t, http.StatusForbidden)

	lead := w.login("supervisor")
	lead.must(first, crm.DoAssign, "department", "GC", "handler", "supervisor")
	lead.must(first, crm.DoRespond, "method", "phone", "text", "明天上午清洗")
	if got := lead.get(tab).speed(t); !strings.Contains(got, "首次答复|平均 28.0、中位 28.0 小时|按时 50.0%（1/2）|") {
		t.Errorf("after the answer: %q", got)
	}
	w.wait(time.Hour + time.Second) // what everybody's figures are is counted anew
	if got := w.login("clerk").get(tab).speed(t); !strings.Contains(got, "平均 28.0、中位 28.0 小时|按时 50.0%（1/2）|平均 28.0、中位 28.0 小时|按时 50.0%（1/2）") {
		t.Errorf("an hour later: %q", got)
	}
	v := w.browse(t, "clerk")
	v.phone()
	v.open(tab)
	v.Is("document.documentElement.scrollWidth + ' of ' + innerWidth", "390 of 390")
	w.rewrite(`UPDATE service_case SET received_at = received_at - 365 * 86400`)
	w.login("clerk").get(tab).want(t, http.StatusOK, "还没有已经确认")
}
