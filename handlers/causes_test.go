package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

// outage is a cause in a world where so many homes of building 3 have a contact person each.
func (w *world) outage(homes int) (path string, rooms []string) {
	w.t.Helper()
	for i := range homes {
		room := fmt.Sprintf("3-2-%d01", i+1)
		w.onFile("住户"+string(rune('甲'+i)), fmt.Sprintf("154000001%02d", i), room)
		rooms = append(rooms, room)
	}
	c := w.login("clerk")
	done := c.post("/causes", url.Values{"kind": {"complaint"}, "category": {"cleaning"}, "sub_category": {"楼道"}, "place": {"3栋全部楼道"}, "summary": {"楼道停水没有打扫"}, "tell": {"今晚恢复供水后补扫"}})
	return done.want(w.t, http.StatusSeeOther).location, rooms
}

// row is the value of the box of a case in the form of a step, by its room.
func row(t *testing.T, page answer, room string) (value, id string) {
	t.Helper()
	for _, line := range page.doc(t).Find(".bulk-table tbody tr").EachIter() {
		if strings.Contains(line.Text(), room) {
			value = line.Find("input[name=member]").AttrOr("value", "")
		}
	}
	id, _, _ = strings.Cut(value, ":")
	if id == "" {
		t.Fatalf("%s has no row", room)
	}
	return value, id
}

// all is a form about every row of the page, each told by phone now.
func all(t *testing.T, page answer, more ...string) url.Values {
	t.Helper()
	form := url.Values{}
	for _, box := range page.doc(t).Find(".bulk-table input[name=member]").EachIter() {
		value := box.AttrOr("value", "")
		id, _, _ := strings.Cut(value, ":")
		form.Add("member", value)
		form.Set("method_"+id, "phone")
	}
	for i := 0; i < len(more); i += 2 {
		form.Add(more[i], more[i+1])
	}
	return form
}

func TestCallersAreAddedByRoomAlone(t *testing.T) {
	w := newWorld(t)
	path, rooms := w.outage(3)
	c := w.login("clerk")
	c.get(path).want(t, http.StatusOK, "今晚恢复供水后补扫", "还没有来电", "添加来电")
	add := func(c *client, room string) answer { return c.postPart(path+"/callers", url.Values{"room": {room}}) }
	page := add(c, "3栋2单元101").want(t, http.StatusOK, "TS-LY-20250314-0001", "住户甲", rooms[0], "计时中").lacks(t, "<html")
	if v := page.doc(t).Find("#f-room").AttrOr("value", "?"); v != "" {
		t.Errorf("the field still holds %q", v)
	}
	if _, focused := page.doc(t).Find("#f-room").Attr("autofocus"); !focused {
		t.Error("the next room cannot be typed at once")
	}
	for room, says := range map[string]string{"3-9-999": "没有房号 3-9-999", "nonsense": "无法识别", "": "请填写房号", "3-2-101": "已在名单中（TS-LY-20250314-0001）"} {
		again := add(c, room).want(t, http.StatusUnprocessableEntity)
		if room != "nonsense" && !strings.Contains(again.body, says) {
			t.Errorf("%q: %s", room, notices(again.doc(t)))
		}
		if v := again.doc(t).Find("#f-room").AttrOr("value", ""); v != room {
			t.Errorf("typed %q, kept %q", room, v)
		}
	}
	w.rewrite(`UPDATE occupancy SET moved_out_on = '2025-03-01' WHERE room_id = (SELECT id FROM room WHERE code = ?)`, rooms[2])
	add(c, rooms[2]).want(t, http.StatusUnprocessableEntity, "没有登记住户")
	c.post(path+"/callers", url.Values{"room": {rooms[1]}, "channel": {"walk_in"}}).want(t, http.StatusSeeOther)
	for _, who := range []string{"quality", "handler"} {
		w.login(who).post(path+"/callers", url.Values{"room": {rooms[1]}}).want(t, http.StatusForbidden)
	}
	page2, err := w.store.CaseByID(t.Context(), w.staff["clerk"], 2)
	w.must(err)
	if k := page2.Case; k.Channel != "walk_in" || k.Place != "3栋全部楼道" || k.GroupID == 0 || k.Current().Ack.DueAt != k.ReceivedAt+86400 || k.IntakeOwnerID != w.staff["clerk"].ID {
		t.Errorf("the case came in otherwise than others: %+v", k)
	}
	c.get(casePath(2)).want(t, http.StatusOK, "几户反映的同一件事", path)

	end := url.Values{"row_version": {"1"}, "ended": {"yes"}}
	c.post(path+"/ending", end).want(t, http.StatusSeeOther)
	c.get(path).want(t, http.StatusOK, "已结束").lacks(t, "只输房号")
	add(c, rooms[0]).want(t, http.StatusConflict, "已结束")
	c.post(path+"/ending", end).want(t, http.StatusConflict, "修改，请核对后保存")
	c.get("/causes?state=running").want(t, http.StatusOK).lacks(t, "楼道停水")
	c.get("/causes?state=ended").want(t, http.StatusOK, "楼道停水没有打扫", "2件")
}

// TestManyAreConfirmedEachWithTheirProof confirms three homes in one save, each in their own way, and holds that one that
// cannot be is named and nothing is saved then.
func TestManyAreConfirmedEachWithTheirProof(t *testing.T) {
	w := newWorld(t)
	path, rooms := w.outage(3)
	c := w.login("clerk")
	for _, room := range rooms {
		c.post(path+"/callers", url.Values{"room": {room}}).want(t, http.StatusSeeOther)
	}
	w.wait(2 * time.Hour)
	c = w.login("clerk")
	step := path + "/acknowledgement"
	page := c.get(path+"?do=acknowledgement").want(t, http.StatusOK, "今晚恢复供水后补扫", rooms[0], rooms[1], rooms[2], "方式全部设为")
	c.get(path+"?do=acknowledgement&method=message").want(t, http.StatusOK, `value="message" selected`)
	form := all(t, page, "told_number", "on", "told_next_step", "今晚恢复", "summary_confirmed", "yes", "evidence", "通话记录3号")
	_, first := row(t, page, rooms[0])
	_, second := row(t, page, rooms[1])
	form.Set("method_"+first, "face")
	form.Set("at_"+second, w.clock().Add(-time.Hour).In(testStart.Location()).Format("2006-01-02T15:04:05"))
	with := func(name, value string) url.Values {
		f := url.Values{}
		for k, v := range form {
			f[k] = v
		}
		f[name] = []string{value}
		return f
	}
	c.postPart(step, with("told_number", "")).want(t, http.StatusUnprocessableEntity, "请勾选：确认时要把受理编号告诉客户").lacks(t, "<html")
	c.post(step, url.Values{"told_number": {"on"}, "told_next_step": {"今晚"}, "summary_confirmed": {"yes"}}).want(t, http.StatusUnprocessableEntity, "请勾选要办理的户")
	c.post(step, with("member", "1")).want(t, http.StatusUnprocessableEntity, "请重新勾选")
	refused := c.postPart(step, with("method_"+second, "pigeon")).want(t, http.StatusUnprocessableEntity, rooms[1]+"的方式", "请选择确认方式")
	if kept := refused.doc(t).Find("#f-all-method_"+first+" option[selected]").AttrOr("value", ""); kept != "face" {
		t.Errorf("what was typed for another home is lost: %q", kept)
	}
	c.postPart(step, with("at_"+second, "2025-03-14T17:00")).want(t, http.StatusUnprocessableEntity, rooms[1]+"的时间", "时间必须在受理时间与现在之间")
	for id := int64(1); id <= 3; id++ {
		k, err := w.store.CaseByID(t.Context(), w.staff["clerk"], id)
		w.must(err)
		if k.Case.RowVersion != 1 || k.Case.State != crm.Registered {
			t.Errorf("case %d was touched by a refused save", id)
		}
	}
	c.post(step, form).want(t, http.StatusSeeOther)
	for id, want := range map[int64]struct {
		at   time.Time
		says string
	}{1: {w.clock(), "当面"}, 2: {w.clock().Add(-time.Hour), "电话"}, 3: {w.clock(), "电话"}} {
		k, err := w.store.CaseByID(t.Context(), w.staff["clerk"], id)
		w.must(err)
		ack := k.Case.Current().Ack
		if ack.MetAt != want.at.Unix() || ack.StatedBy != w.staff["clerk"].ID || k.Log[0].Kind != "acknowledged" || !strings.Contains(k.Log[0].Note, want.says) {
			t.Errorf("case %d: %+v, %s", id, ack, k.Log[0].Note)
		}
	}
	c.get(path).want(t, http.StatusOK, "已确认", "按时").lacks(t, "do=acknowledgement")
	again := c.postPart(step, form).want(t, http.StatusUnprocessableEntity, "已不在此表的一户")
	if n := strings.Count(again.body, "修改，请核对后再保存"); n < 3 {
		t.Errorf("%d homes are named", n)
	}
}

// TestOneResultIsToldToAll walks a cause through every step for many to the result, which leaves each home its revisit.
func TestOneResultIsToldToAll(t *testing.T) {
	w := newWorld(t)
	path, rooms := w.outage(6)
	clerk := w.login("clerk")
	for i, room := range rooms {
		clerk.post(path+"/callers", url.Values{"room": {room}}).want(t, http.StatusSeeOther)
		if i < 4 {
			clerk.get(path).lacks(t, "达到群诉标准")
		}
	}
	clerk.get(path).want(t, http.StatusOK, "达到群诉标准", "由客服主管决定").lacks(t, path+"/joint")
	lead, boss, worker := w.login("supervisor"), w.login("manager"), w.login("handler")
	lead.get("/tasks").want(t, http.StatusOK, "请考虑按群诉办理")
	joint := url.Values{"row_version": {"1"}, "representative": {"2"}}
	clerk.post(path+"/joint", joint).want(t, http.StatusForbidden)
	if lead.post(path+"/joint", url.Values{"row_version": {"1"}, "representative": {""}}).want(t, http.StatusUnprocessableEntity, "请选择代表").doc(t).Find("select[name=representative][aria-invalid][autofocus]").Length() != 1 {
		t.Error("the missing representative is not marked")
	}
	lead.post(path+"/joint", joint).want(t, http.StatusSeeOther)
	lead.get(path).want(t, http.StatusOK, "群诉", "（代表）").lacks(t, "达到群诉标准")
	clerk.get(casePath(1)).want(t, http.StatusOK, "重大")

	do := func(c *client, step string, more ...string) {
		t.Helper()
		form := all(t, c.get(path+"?do="+step).want(t, http.StatusOK), more...)
		if n := len(form["member"]); n != 6 {
			t.Fatalf("%s: %d homes", step, n)
		}
		c.post(path+"/"+step, form).want(t, http.StatusSeeOther)
		w.wait(time.Minute)
	}
	do(clerk, "acknowledgement", "told_number", "on", "told_next_step", "今晚恢复", "summary_confirmed", "yes")
	clerk.get(path).want(t, http.StatusOK).lacks(t, "do=assignment") // major is the supervisor's
	worker.get(path).want(t, http.StatusNotFound)
	do(lead, "assignment", "department", "GC", "handler", "handler", "level", "major")
	do(worker, "acceptance", "first_step", "联系水务公司")
	do(worker, "investigation", "findings", "市政管道爆裂")
	do(worker, "response", "text", "今晚八点前恢复", "expected_on", "2025-03-14")
	lead.get(path).want(t, http.StatusOK, "市政管道爆裂", "今晚八点前恢复")
	w.rewrite(`INSERT INTO attachment (project_id, case_id, kind, type, ext, name, size, sha256, file, by_id, at) VALUES (1, 1, 'photo', 'image/png', 'png', '楼道', 9, '-', 'one.png', ?, ?)`,
		w.staff["handler"].ID, w.clock().Unix()) // one photograph shows it for all of them
	do(worker, "proposal", "resolution", "已恢复并补扫", "root_causes", "外部单位", "responsibility", "utility", "validity", "valid")
	waiting, err := w.store.Tasks(t.Context(), w.staff["manager"], false, db.CaseKey{}, 50)
	w.must(err)
	approvals := 0
	for _, task := range waiting {
		if task.Kind == "approve" {
			approvals++
		}
	}
	if approvals != 1 {
		t.Errorf("%d tasks ask for the approval of one result", approvals)
	}
	early := all(t, worker.get(path+"?do=resolution"), "told_whom", "本人")
	worker.post(path+"/resolution", early).want(t, http.StatusUnprocessableEntity)
	do(boss, "approval", "verdict", "approve")
	do(worker, "resolution", "told_whom", "本人")
	for id := int64(1); id <= 6; id++ {
		k, err := w.store.CaseByID(t.Context(), w.staff["manager"], id)
		w.must(err)
		if k.Case.State != crm.PendingRevisit || len(k.Revisits) != 1 || k.Case.Resolution != "已恢复并补扫" {
			t.Errorf("case %d: %s, %d revisits", id, k.Case.State, len(k.Revisits))
		}
	}
	lead.get(path).want(t, http.StatusOK, "已恢复并补扫", "结果（")
	v, err := w.store.VerifyJournal(t.Context())
	if err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}
