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

// onFile puts somebody on file whoever is alike, and says where.
func (w *world) onFile(name, phone, room string) (id int64, path string) {
	w.t.Helper()
	form := crm.CustomerForm{Name: name, Kind: "person", Phone: phone, Room: room, DespiteDuplicate: true, DuplicateReason: "核对前"}
	if room != "" {
		form.Relation = "owner"
	}
	c, err := w.store.AddCustomer(w.t.Context(), w.by("supervisor"), form)
	if err != nil {
		w.t.Fatal(err)
	}
	return c.ID, recordPath("customer", c.ID)
}

// twins are two files that came from different places, so that nobody has said that they are two people.
func (w *world) twins(name, phone, room string) (a, b int64) {
	w.t.Helper()
	a, _ = w.onFile(name, "", room)
	b, _ = w.onFile(name, "", "")
	for _, id := range []int64{a, b} {
		by := w.by("supervisor")
		if err := w.store.ChangeCustomer(w.t.Context(), by, id, 1, crm.CustomerForm{Phone: phone, DespiteDuplicate: id == b, DuplicateReason: "导入", Given: map[string]bool{}}); err != nil {
			w.t.Fatal(err)
		}
	}
	return a, b
}

func TestWarnedWhileTyping(t *testing.T) {
	w := newWorld(t)
	_, path := w.onFile("欧阳若兰", "15400000001", "3-2-501")
	w.onFile("诸葛青山", "15400000002", "8-1-101")
	c := w.login("clerk")
	c.get("/customers/new").want(t, http.StatusOK, `hx-get="/customers/new/alike"`, `from:#form-page`)
	ask := func(c *client, name, phone, room string) answer {
		return c.part("/customers/new/alike?" + url.Values{"name": {name}, "phone": {phone}, "room": {room}}.Encode())
	}
	ask(c, "", "154 0000 0001", "").want(t, http.StatusOK, "欧阳若兰", path, "手机号相同", "仍然新建")
	ask(c, "欧陽若蘭", "", "3栋2单元501").want(t, http.StatusOK, "欧阳若兰", "同名同房")
	for _, nobody := range []answer{ask(c, "欧阳若兰", "", ""), ask(c, "", "", "3-2-501"), ask(c, "另一人", "", "3-2-501"), ask(c, "", "1540000", ""), ask(c, "欧阳", "", "3-2-5"), ask(c, "", "15400000003", "那边")} {
		nobody.want(t, http.StatusOK).lacks(t, "相似的客户")
	}
	c.part("/customers/new/alike?phone=15400000001&duplicate_reason="+url.QueryEscape("父子共用")+"&despite_duplicate=on").want(t, http.StatusOK, "父子共用", "checked")
	ask(w.login("steward"), "", "15400000002", "").want(t, http.StatusOK, "诸葛*", "不在您负责的楼栋").lacks(t, "诸葛青山", "8-1-101")
	if a := c.get("/customers/new/alike?phone=15400000001"); a.status != http.StatusSeeOther {
		t.Errorf("a browser gets %d", a.status)
	}
}

func TestPairsAreListed(t *testing.T) {
	w := newWorld(t)
	a, b := w.twins("许婷", "15400000001", "")
	w.onFile("孔平", "15400000009", "3-2-501")
	x, _ := w.onFile("曹磊", "15400000003", "8-1-101") // the second one says that it is another person
	y, _ := w.onFile("曹磊", "15400000003", "8-1-101")
	c := w.login("supervisor")
	c.get("/customers").want(t, http.StatusOK, "/customers/duplicates")
	empty := c.get("/customers/duplicates").want(t, http.StatusOK, "没有疑似重复的客户")
	empty.lacks(t, mergePath(x, y))
	w.forget(a, b)
	w.forget(x, y)
	c.get("/customers/duplicates").want(t, http.StatusOK, mergePath(a, b), mergePath(x, y)).lacks(t, "孔平")
	c.get("/customers/duplicates?how=room").want(t, http.StatusOK, mergePath(x, y)).lacks(t, mergePath(a, b))
	c.post(mergePath(a, b)+"/distinct", url.Values{}).want(t, http.StatusSeeOther)
	c.get("/customers/duplicates").want(t, http.StatusOK, "不是同一人", mergePath(x, y)).lacks(t, mergePath(a, b))
	c.get(mergePath(a, b)).want(t, http.StatusOK, "认为这是两个人")
	c.get("/customers/duplicates?first=kh-ly-1&second=KH-LY-000002").want(t, http.StatusSeeOther)
	c.get("/customers/duplicates?first=KH-LY-000001&second=KH-LY-000999").want(t, http.StatusUnprocessableEntity, "没有找到这个客户编号")
	c.get("/customers/duplicates?first=1&second=").want(t, http.StatusUnprocessableEntity, "请填写客户编号")
}

// forget takes back what was said of two files, as if both had been imported.
func (w *world) forget(a, b int64) {
	w.t.Helper()
	w.rewrite(`DELETE FROM customer_distinct WHERE low_id = ? AND high_id = ?`, min(a, b), max(a, b))
}

// rewrite changes the file directly, to set a scene that no screen can.
func (w *world) rewrite(query string, args ...any) {
	w.t.Helper()
	file := w.file()
	defer file.Close()
	if _, err := file.Exec(query, args...); err != nil {
		w.t.Fatal(err)
	}
}

// TestPairsGoOn walks pages of pairs: each once, none left out.
func TestPairsGoOn(t *testing.T) {
	w := newWorld(t)
	want := map[string]bool{}
	for i := range pageRows + 5 {
		a, b := w.twins(fmt.Sprintf("许婷%d", i), fmt.Sprintf("1540001%04d", i), "")
		w.forget(a, b)
		want[mergePath(a, b)] = true
	}
	c, next, pages := w.login("manager"), "/customers/duplicates", 0
	for next != "" {
		page := c.part(next).want(t, http.StatusOK).doc(t)
		pages++
		for _, link := range page.Find("a[href*='/merge/']").EachIter() {
			if !want[link.AttrOr("href", "")] {
				t.Errorf("%s twice, or unknown", link.AttrOr("href", ""))
			}
			delete(want, link.AttrOr("href", ""))
		}
		next = page.Find("#more a").AttrOr("href", "")
	}
	if len(want) != 0 || pages != 2 {
		t.Errorf("%d pairs left out on %d pages", len(want), pages)
	}
}

// TestPairsShowWhatTheyShare holds that the shared number stands on both sides, whatever stands first on a file, and that another
// name is pointed out before a merge.
func TestPairsShowWhatTheyShare(t *testing.T) {
	w := newWorld(t)
	a, _ := w.onFile("许婷", "15400000001", "3-2-501")
	b, _ := w.onFile("徐庭", "15400000002", "3-2-502")
	if err := w.store.ChangeCustomer(t.Context(), w.by("supervisor"), b, 1, crm.CustomerForm{Phone: "15400000001", DespiteDuplicate: true, DuplicateReason: "核对前", Given: map[string]bool{}}); err != nil {
		t.Fatal(err)
	}
	w.forget(a, b)
	c := w.login("manager")
	c.get("/customers/duplicates").want(t, http.StatusOK, "154****0001").lacks(t, "154****0002")
	c.get(mergePath(a, b)).want(t, http.StatusOK, "两份档案的姓名不同", "154****0002")
}

func TestMergeOnScreen(t *testing.T) {
	w := newWorld(t)
	a, b := w.twins("许婷", "15400000001", "3-2-501")
	c := w.login("supervisor")
	page := c.get(mergePath(b, a)).want(t, http.StatusOK, "保留：", "KH-LY-000001", "KH-LY-000002", "154****0001", "合并为一份").lacks(t, "15400000001")
	form := url.Values{"row_version": {value(t, page, "row_version")}, "other_version": {value(t, page, "other_version")}, "note": {"本人到前台核实"}}
	if action := page.doc(t).Find("#compare form[hx-post]").AttrOr("action", ""); action != mergePath(a, b) {
		t.Fatalf("the form goes to %s", action)
	}
	c.postPart(mergePath(a, b), url.Values{"row_version": form["row_version"]}).want(t, http.StatusUnprocessableEntity, "缺少版本号")
	stale := url.Values{"row_version": {"99"}, "other_version": form["other_version"], "note": {"本人到前台核实"}}
	c.postPart(mergePath(a, b), stale).want(t, http.StatusConflict, "修改，请核对后保存", "本人到前台核实")
	w.login("clerk").post(mergePath(a, b), form).want(t, http.StatusForbidden)
	if done := c.post(mergePath(a, b), form).want(t, http.StatusSeeOther); done.location != recordPath("customer", a) {
		t.Errorf("went to %s", done.location)
	}
	c.get(recordPath("customer", a)).want(t, http.StatusOK, "已合并，7 天内可以撤销", "已并入的档案", "KH-LY-000002", "本人到前台核实")
	gone := c.get(recordPath("customer", b)).want(t, http.StatusOK, "这份档案已并入", recordPath("customer", a), "撤销合并")
	w.login("clerk").get(recordPath("customer", b)).want(t, http.StatusOK, recordPath("customer", a)).lacks(t, "merge-undo")
	c.get("/customers?q=KH-LY-000002").want(t, http.StatusOK, "KH-LY-000001")
	c.post(recordPath("customer", b), url.Values{"row_version": {value(t, gone, "row_version")}, "name": {"改名"}}).want(t, http.StatusConflict, "已合并")
	c.get(mergePath(a, b)).want(t, http.StatusOK, "现在不能合并", "KH-LY-000002 已合并").lacks(t, "合并为一份")

	undo := url.Values{"row_version": {value(t, gone, "row_version")}}
	w.wait(7*24*time.Hour + time.Second)
	c = w.login("supervisor")
	c.get(recordPath("customer", b)).want(t, http.StatusOK).lacks(t, "merge-undo")
	c.post(recordPath("customer", b)+"/merge-undo", undo).want(t, http.StatusConflict, "超过 7 天")
	w.wait(-time.Second)
	c.get(recordPath("customer", b)).want(t, http.StatusOK, "merge-undo")
	c.post(recordPath("customer", b)+"/merge-undo", undo).want(t, http.StatusSeeOther)
	c.get(recordPath("customer", b)).want(t, http.StatusOK, "已撤销合并", "154****0001").lacks(t, "已并入")
}

// value is what a hidden field of a page holds.
func value(t *testing.T, a answer, name string) string {
	t.Helper()
	return a.doc(t).Find("main input[name="+name+"]").First().AttrOr("value", "")
}

func TestMergeOfTheImpossible(t *testing.T) {
	w := newWorld(t)
	a, b := w.twins("许婷", "15400000001", "3-2-501")
	w.rewrite(`UPDATE customer SET kind = 'organisation' WHERE id = ?`, b)
	c := w.login("manager")
	c.get(mergePath(a, b)).want(t, http.StatusOK, "现在不能合并", "一份是单位").lacks(t, "合并为一份")
	c.get(mergePath(a, b))
	refused := c.post(mergePath(a, b), url.Values{"row_version": {"2"}, "other_version": {"2"}}).want(t, http.StatusConflict, "一份是单位")
	if strings.Contains(refused.body, "合并为一份") {
		t.Error("it is offered nevertheless")
	}
	c.get(mergePath(a, 9999)).want(t, http.StatusNotFound)
	c.get(mergePath(a, a)).want(t, http.StatusOK, "同一份档案")
}
