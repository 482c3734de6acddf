package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// TestChatAtTheCounter pastes a chat: the form comes back with the time of its first message, the page keeps it folded, the file
// prints it, no list shows it, and who may not know the complainant does not read it.
func TestChatAtTheCounter(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	first := w.clock().Add(-40 * time.Minute)
	chat := "张一凡 " + first.Format(time.DateTime) + "\n楼道灯不亮三天了\n小林 " + w.clock().Format(time.DateTime) + "\n马上登记"
	form := complaint("channel", "online_chat", "transcript", chat, "chat_agent", "小林", "confidential", "yes")
	back := clerk.post("/cases", form).want(t, http.StatusUnprocessableEntity, "已按聊天记录的第一条消息填好受理时间", "请选择补录原因", "楼道灯不亮三天了").doc(t)
	received := back.Find("input[name=received_at]").AttrOr("value", "")
	if !strings.HasPrefix(received, first.Format("2006-01-02T15:04")) {
		t.Fatalf("the form proposes %q", received)
	}
	advice := clerk.postPart("/cases/new/advice", form).want(t, http.StatusOK, "第一条消息 "+first.Format(time.DateTime))
	if strings.Contains(advice.body, "张一凡") {
		t.Error("the advice says who wrote")
	}
	form.Set("received_at", received)
	form.Set("late_entry_reason", "batch")
	path := clerk.register(form)
	if got := clerk.caseAt(path); got.ReceivedAt != first.Unix() {
		t.Errorf("received at %s", time.Unix(got.ReceivedAt, 0))
	}
	page := clerk.get(path).want(t, http.StatusOK, "聊天记录（接待客服 小林）").doc(t)
	if folded := page.Find("details:not([open]) .case-text"); !strings.Contains(folded.Text(), "楼道灯不亮三天了") {
		t.Error("the chat does not stand folded on the page")
	}
	clerk.get(path+"/dossier").want(t, http.StatusOK, "楼道灯不亮三天了")
	for _, other := range []string{"/cases", path + "/slip", "/search?q=" + url.QueryEscape("不亮三天")} {
		clerk.get(other).want(t, http.StatusOK).lacks(t, "楼道灯不亮三天了")
	}
	w.login("quality").get(path).want(t, http.StatusOK, "有聊天记录").lacks(t, "张一凡", "楼道灯不亮三天了")
	w.login("quality").get(path+"/dossier").want(t, http.StatusOK).lacks(t, "张一凡", "楼道灯不亮三天了")

	clerk.must(path, crm.DoTranscript, "transcript", "张一凡\n灯修好了吗")
	clerk.get(path).want(t, http.StatusOK, "楼道灯不亮三天了", "灯修好了吗", "补充聊天记录")
	seen := strconv.FormatInt(clerk.caseAt(path).RowVersion, 10)
	w.login("steward").post(path+"/transcript", url.Values{"transcript": {"在吗"}, "row_version": {seen}}).want(t, http.StatusNotFound)
	w.login("quality").post(path+"/transcript", url.Values{"transcript": {"在吗"}, "row_version": {seen}}).want(t, http.StatusForbidden)
	call := clerk.register(complaint())
	clerk.get(call).want(t, http.StatusOK).lacks(t, "补充聊天记录")
	clerk.post("/cases", complaint("transcript", "在吗")).want(t, http.StatusUnprocessableEntity, "只有渠道为在线客服时填写")
}
