package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"linli/db/crm"
)

// chosen is what a fresh form says of a field.
func chosen(doc *goquery.Document, name string) string {
	if box := doc.Find("select[name=" + name + "] option[selected]"); box.Length() > 0 {
		return box.First().AttrOr("value", "")
	}
	if box := doc.Find("input[name=" + name + "][checked]"); box.Length() > 0 {
		return box.First().AttrOr("value", "")
	}
	return doc.Find("input[name="+name+"]").First().AttrOr("value", "")
}

// TestAComplaintComesUpWithARepair: one click on the repair's page, a form that knows who and where, one way in; the repair goes on
// and names the complaint to those who may see it.
func TestAComplaintComesUpWithARepair(t *testing.T) {
	w := newWorld(t)
	customer, _ := w.onFile("刘晓梅", "15400000011", "3-2-501")
	clerk := w.login("clerk")
	repair := clerk.register(complaint("kind", "repair", "category", "facilities", "sub_category", "照明", "summary", "楼道灯坏了两天", "customer_id", fmt.Sprint(customer),
		"caller_name", "", "caller_phone", "", "caller_relation", "", "room", "3-2-501", "place", ""))
	no := clerk.caseAt(repair).No
	link := clerk.get(repair).want(t, http.StatusOK, "登记投诉").doc(t).Find(`.page-actions a:contains("登记投诉")`).AttrOr("href", "")
	w.login("quality").get(repair).want(t, http.StatusOK).lacks(t, "登记投诉")

	form := clerk.get(link).want(t, http.StatusOK, "由报修", no, "引出的投诉", "刘晓梅").doc(t)
	for name, want := range map[string]string{"kind": "complaint", "customer_id": fmt.Sprint(customer), "room": "3-2-501", "category": "repair_work", "previous": strings.TrimPrefix(repair, "/cases/"),
		"summary": "对报修“楼道灯坏了两天”的处理不满意", "channel": ""} {
		if got := chosen(form, name); got != want {
			t.Errorf("%s is filled with %q, want %q", name, got, want)
		}
	}
	if asked := form.Find(`select[name=channel] option[value=""]`).Text(); asked != "请选择" {
		t.Errorf("the channel is not asked for: %q", asked)
	}
	sent := url.Values{"kind": {"complaint"}, "channel": {"phone"}, "category": {"repair_work"}, "sub_category": {"报修不及时"}, "room": {"3-2-501"}, "customer_id": {fmt.Sprint(customer)},
		"previous": {chosen(form, "previous")}, "summary": {"短"}}
	clerk.post("/cases", sent).want(t, http.StatusUnprocessableEntity, "引出的投诉", no)
	sent.Set("summary", "报修两天没有人来")
	w.wait(2 * time.Minute)
	raised := clerk.register(sent)
	of, from := clerk.caseAt(raised), clerk.caseAt(repair)
	if of.PreviousID != from.ID || of.Kind != crm.Complaint || of.ReceivedAt != w.clock().Unix() || from.State != crm.Registered || from.RowVersion != 1 {
		t.Errorf("complaint %+v of repair in %s, version %d", of, from.State, from.RowVersion)
	}
	clerk.get(raised).want(t, http.StatusOK, "由报修 "+no+" 引出的投诉", "接续").lacks(t, "登记投诉")
	clerk.get(repair).want(t, http.StatusOK, "引出的投诉", of.No)

	w.login("supervisor").must(repair, crm.DoAcknowledge, ackFields...)
	w.login("supervisor").must(repair, crm.DoAssign, "department", "GC", "handler", "handler")
	w.login("handler").get(repair).want(t, http.StatusOK).lacks(t, of.No) // the complaint is not in its department
	w.login("handler").get(raised).want(t, http.StatusNotFound)
}

// TestTheCaseBeforeIsNoSecondOne: what a form goes on from is not named as a case to go on with instead; others there are.
func TestTheCaseBeforeIsNoSecondOne(t *testing.T) {
	w := newWorld(t)
	w.onFile("刘晓梅", "15400000011", "3-2-501")
	clerk := w.login("clerk")
	at := complaint("kind", "repair", "category", "facilities", "sub_category", "照明", "summary", "楼道灯坏了两天", "room", "3-2-501", "place", "")
	repair, other := clerk.register(at), clerk.register(complaint("room", "3-2-501", "place", ""))
	number := strings.TrimPrefix(repair, "/cases/")
	no, otherNo := clerk.caseAt(repair).No, clerk.caseAt(other).No
	for _, address := range []string{"/cases/new?kind=complaint&previous=", "/cases/new?previous="} {
		listed := clerk.get(address+number).want(t, http.StatusOK).doc(t).Find(".open-cases").Text()
		if strings.Contains(listed, no) || !strings.Contains(listed, otherNo) {
			t.Errorf("%s lists %q", address, listed)
		}
	}
	clerk.part("/cases/new/warnings?room=3-2-501&previous="+number).want(t, http.StatusOK, otherNo).lacks(t, no)
	clerk.part("/cases/new/warnings?room=3-2-501&previous=x").want(t, http.StatusOK, otherNo, no)
}

// TestACaseGoesOnFromAnother: a closed case is followed by one about the same; what may not be seen fills nothing.
func TestACaseGoesOnFromAnother(t *testing.T) {
	s := newScene(t)
	clerk := s.login("clerk")
	path := clerk.register(complaint("confidential", "yes"))
	number := strings.TrimPrefix(path, "/cases/")
	form := clerk.get("/cases/new?previous="+number).want(t, http.StatusOK, "接续", clerk.caseAt(path).No, "林小满").doc(t)
	if got := chosen(form, "category") + chosen(form, "sub_category") + chosen(form, "place"); got != "cleaning楼道3栋一楼大厅" {
		t.Errorf("filled with %q", got)
	}
	if got := chosen(form, "summary"); got != clerk.caseAt(path).Summary {
		t.Errorf("the summary is %q", got)
	}
	if got := chosen(clerk.get("/cases/new?previous="+number+"&category=fees").doc(t), "category"); got != "fees" {
		t.Errorf("the address says fees, the form %q", got)
	}
	s.login("steward").get("/cases/new?previous="+number).want(t, http.StatusOK).lacks(t, "林小满", "接续")
	hidden := strings.TrimPrefix(clerk.register(complaint("confidential", "yes", "room", "3-2-501", "place", "")), "/cases/")
	fresh := s.login("steward").get("/cases/new?previous="+hidden).want(t, http.StatusOK, "接续").lacks(t, "林小满").doc(t)
	if got := chosen(fresh, "room") + chosen(fresh, "customer_id"); got != "" {
		t.Errorf("a hidden person's form says %q", got)
	}
	for _, foreign := range []string{fmt.Sprint(s.elsewhere["case"]), "999999", "x"} {
		clerk.get("/cases/new?previous="+foreign).want(t, http.StatusOK).lacks(t, "接续", `name="previous"`)
	}
}
