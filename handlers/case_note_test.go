package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"linli/db/crm"
)

// TestNotesOnACase: whoever acts on a case may add words to its log, to an ended one those who lead; the number and the state stay.
func TestNotesOnACase(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.register(complaint())
	seen := func() string { return strconv.FormatInt(clerk.caseAt(path).RowVersion, 10) }
	note := func(who, text string) answer {
		return w.login(who).post(path+"/notes", url.Values{"note": {text}, "row_version": {seen()}})
	}
	clerk.get(path).want(t, http.StatusOK, "补充记录", "不改变进度和时限")
	note("clerk", "业主来电催问").want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "业主来电催问")
	note("quality", "抽查").want(t, http.StatusForbidden)
	note("handler", "看看").want(t, http.StatusNotFound) // of another department
	w.login("quality").get(path).want(t, http.StatusOK, "业主来电催问").lacks(t, path+"/notes")
	note("clerk", "").want(t, http.StatusUnprocessableEntity, "请写明要补充的内容")
	stale := url.Values{"note": {"两人同时"}, "row_version": {"1"}}
	clerk.postPart(path+"/notes", stale).want(t, http.StatusConflict, "修改，请核对后保存", "两人同时", "业主来电催问")

	clerk.must(path, crm.DoWithdraw, "method", "phone", "reason", "不再追究")
	note("clerk", "又来电").want(t, http.StatusForbidden, "由客服主管或项目经理补充")
	note("supervisor", "又来电，已记下").want(t, http.StatusSeeOther)
	page := clerk.get(path).want(t, http.StatusOK, "又来电，已记下", "已撤诉")
	if strings.Contains(page.body, path+"/notes") {
		t.Error("a clerk is offered a note on an ended case")
	}
	if v, err := w.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}
