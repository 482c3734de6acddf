package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

func TestShiftEndListsWhatFallsDueBeforeTheNext(t *testing.T) {
	w := newWorld(t) // Friday 17:50
	clerk := w.login("clerk")
	clerk.register(complaint("summary", "今晚到期的诉求", "received_at", "2025-03-14T08:30", "late_entry_reason", "away")) // due tomorrow 08:30
	clerk.register(complaint("summary", "早上到期的诉求", "received_at", "2025-03-14T09:00", "late_entry_reason", "away")) // due when the next shift opens
	page := clerk.get("/shift").want(t, http.StatusOK, "今晚到期的诉求", "2025-03-14 18:00 下班", "2025-03-15 09:00 下一班")
	page.lacks(t, "早上到期的诉求")
	clerk.part("/shift").want(t, http.StatusOK, "今晚到期的诉求").lacks(t, "<html")
	w.login("handler").get("/shift").want(t, http.StatusForbidden)
	w.at(testStart.Add(20 * time.Hour)) // the acknowledgement of the first is late and still waits
	w.login("clerk").get("/shift").want(t, http.StatusOK, "今晚到期的诉求", "早上到期的诉求")
}

func TestHandoverIsSignedByBoth(t *testing.T) {
	w := newWorld(t)
	clerk, supervisor := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint("received_at", "2025-03-14T08:30", "late_entry_reason", "away"))
	clerk.post("/handovers", url.Values{"to": {"clerk"}, "note": {"门禁卡在抽屉"}}).want(t, http.StatusUnprocessableEntity, "接班人不能是自己", "门禁卡在抽屉")
	clerk.post("/handovers", url.Values{"to": {"handler"}}).want(t, http.StatusUnprocessableEntity, "请重新选择")
	clerk.post("/handovers", url.Values{}).want(t, http.StatusUnprocessableEntity, "请选择接班人")
	key := url.Values{"to": {"supervisor"}, "note": {"门禁卡在抽屉"}, "_key": {"once"}}
	card := clerk.post("/handovers", key).want(t, http.StatusSeeOther).location
	if again := clerk.post("/handovers", key).location; again != card {
		t.Errorf("sent twice: %s and %s", card, again)
	}
	clerk.get(card).want(t, http.StatusOK, path, "门禁卡在抽屉", "待签收").lacks(t, "签收接班")
	supervisor.get("/tasks").want(t, http.StatusOK, "请签收交接卡")
	clerk.post(card+"/receipt", url.Values{"row_version": {"1"}}).want(t, http.StatusForbidden)
	supervisor.post(card+"/receipt", url.Values{}).want(t, http.StatusUnprocessableEntity)
	supervisor.post(card+"/receipt", url.Values{"row_version": {"7"}}).want(t, http.StatusConflict)
	supervisor.get(card).want(t, http.StatusOK, "签收接班")
	supervisor.post(card+"/receipt", url.Values{"row_version": {"1"}}).want(t, http.StatusSeeOther)
	supervisor.post(card+"/receipt", url.Values{"row_version": {"2"}}).want(t, http.StatusConflict, "已签收")
	supervisor.get("/tasks").want(t, http.StatusOK).lacks(t, "请签收交接卡")
	clerk.act(path, crm.DoAcknowledge, ackFields...)
	clerk.get(card).want(t, http.StatusOK, "已办").lacks(t, "待签收")
	clerk.get("/handovers").want(t, http.StatusOK, "已签收 2025-03-14")
	w.login("manager").get("/handovers/999").want(t, http.StatusNotFound)
}

// TestHandoverNamesTheTasksOfTheShift: the form shows what will stand on the card, late ones marked; the card keeps what stood open
// then, and each reader sees of it what is for them to know.
func TestHandoverNamesTheTasksOfTheShift(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.register(complaint("received_at", "2025-03-13T17:00", "late_entry_reason", "away")) // late from the first moment
	_, file := w.onFile("刘晓梅", "15400000011", "9-1-101")
	clerk.post(file+"/notes", url.Values{"channel": {"phone"}, "direction": {"in"}, "summary": {"问停车位"}, "promise": {"今晚回电"}, "promise_on": {"2025-03-14"}}).want(t, http.StatusSeeOther)
	clerk.post(file+"/notes", url.Values{"channel": {"phone"}, "direction": {"in"}, "summary": {"问快递柜"}, "promise": {"下周回电"}, "promise_on": {"2025-03-20"}}).want(t, http.StatusSeeOther)
	no := clerk.caseAt(path).No
	preview := clerk.get("/handovers/new").want(t, http.StatusOK, "卡上会列出", no, "2025-03-14 17:00", "已超", "2025-03-14 前答应：今晚回电").lacks(t, "下周回电")
	if n := preview.doc(t).Find("td .badge").Length(); n != 1 {
		t.Errorf("%d lines are marked as late", n)
	}
	clerk.post("/handovers", url.Values{}).want(t, http.StatusUnprocessableEntity, "请选择接班人", "卡上会列出")
	card := clerk.post("/handovers", url.Values{"to": {"supervisor"}}).want(t, http.StatusSeeOther).location
	for _, who := range []string{"clerk", "supervisor", "manager"} {
		w.login(who).get(card).want(t, http.StatusOK, no, "已超", "2025-03-14 前答应：今晚回电").lacks(t, "下周回电", "不在您的查看范围")
	}
	w.login("steward").get(card).want(t, http.StatusOK, "不在您的查看范围").lacks(t, "今晚回电")
	task := clerk.get("/tasks").href(t, `a[href*="/notes/new?promises=1"]`)
	clerk.post(file+"/notes", url.Values{"channel": {"phone"}, "direction": {"out"}, "summary": {"已回电"}, "promises": {strings.TrimPrefix(task, file+"/notes/new?promises=")}}).want(t, http.StatusSeeOther)
	if done := clerk.get(card).want(t, http.StatusOK, "今晚回电").doc(t).Find(`tr:contains("今晚回电") .bg-green-lt`).Text(); strings.TrimSpace(done) != "已办" {
		t.Errorf("a task that was done since stands as %q", done)
	}
}

func TestRoster(t *testing.T) {
	w := newWorld(t)
	supervisor, clerk := w.login("supervisor"), w.login("clerk")
	supervisor.post("/roster", url.Values{"on": {"2025-03-14"}, "shift": {"day"}, "staff": {"clerk", "supervisor"}}).want(t, http.StatusSeeOther)
	clerk.get("/roster").want(t, http.StatusOK, w.staff["clerk"].Name, "未排").lacks(t, "/roster/edit")
	clerk.get("/shift").want(t, http.StatusOK, "白班值班：", w.staff["supervisor"].Name)
	form := supervisor.get("/roster/edit?on=2025-03-14&shift=day").doc(t)
	if n := form.Find(`input[name=staff][checked]`).Length(); n != 2 {
		t.Errorf("%d people stand ticked", n)
	}
	for _, bad := range []url.Values{{"on": {"2025-02-30"}, "shift": {"day"}}, {"on": {"2025-03-14"}, "shift": {"night"}}, {"on": {"2025-03-14"}, "shift": {"day"}, "staff": {"handler"}}} {
		supervisor.post("/roster", bad).want(t, http.StatusUnprocessableEntity)
	}
	supervisor.post("/roster", url.Values{"on": {"2025-03-14"}, "shift": {"day"}}).want(t, http.StatusSeeOther)
	if strings.Contains(clerk.get("/shift").body, "值班：") {
		t.Error("an emptied shift has people")
	}
	clerk.post("/roster", url.Values{"on": {"2025-03-14"}, "shift": {"day"}}).want(t, http.StatusForbidden)
}
