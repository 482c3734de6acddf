package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var causeAddress = regexp.MustCompile(`^/causes/\d+$`)

// TestACaseBecomesACause starts from a case that is there: its like goes in too, and what is somebody else's matter comes out.
func TestACaseBecomesACause(t *testing.T) {
	w := newWorld(t)
	first, second, other := w.duplicates() // two of 3-2-501, one of 3-2-502
	c := w.login("clerk")
	c.get(casePath(first)).want(t, http.StatusOK, casePath(first)+"/cause", "这是一因多诉")
	c.get(casePath(first)+"/cause").want(t, http.StatusOK, "没有进行中的同类一因多诉", fmt.Sprintf("/causes/new?case=%d", first))
	page := c.get(fmt.Sprintf("/causes/new?case=%d", first)).want(t, http.StatusOK, "楼道垃圾没有清运", "一并加入的诉求", fmt.Sprintf(`value="%d:1"`, other))
	form := url.Values{"kind": {"complaint"}, "category": {"cleaning"}, "sub_category": {"楼道"}, "place": {"3栋"}, "summary": {"楼道垃圾没有清运"}, "tell": {"今天清运"}, "_key": {value(t, page, "_key")},
		"member": {fmt.Sprint(first, ":1"), fmt.Sprint(other, ":1")}}
	bad := url.Values{"kind": {"complaint"}, "category": {"cleaning"}, "sub_category": {"停梯"}, "place": {""}, "summary": {"短"}, "tell": {""}}
	c.post("/causes", bad).want(t, http.StatusUnprocessableEntity, "请选择该类别下的子类", "请写明位置", "摘要须为5到200个字", "请写明对来电人怎么说")
	w.login("handler").post("/causes", form).want(t, http.StatusForbidden)
	done := c.post("/causes", form).want(t, http.StatusSeeOther)
	if !causeAddress.MatchString(done.location) {
		t.Fatalf("went to %s", done.location)
	}
	c.get(done.location).want(t, http.StatusOK, "TS-LY-20250314-0001", "TS-LY-20250314-0003").lacks(t, "TS-LY-20250314-0002")
	if twice := c.post("/causes", form); twice.location != done.location {
		t.Errorf("a second click made another one: %d %s", twice.status, twice.location)
	}

	id := strings.TrimPrefix(done.location, "/causes/")
	join := casePath(second) + "/cause"
	c.get(join).want(t, http.StatusOK, "楼道垃圾没有清运", `name="cause" value="`+id+`"`)
	c.postPart(join, url.Values{"row_version": {"1"}}).want(t, http.StatusUnprocessableEntity, "请选择加入哪一个").lacks(t, "<html")
	c.post(join, url.Values{"row_version": {"1"}, "cause": {"999"}}).want(t, http.StatusUnprocessableEntity, "没有这个一因多诉")
	c.post(join, url.Values{"row_version": {"9"}, "cause": {id}}).want(t, http.StatusConflict, "修改，请核对后保存")
	c.post(join, url.Values{"row_version": {"1"}, "cause": {id}}).want(t, http.StatusSeeOther)
	c.post(join, url.Values{"row_version": {"2"}, "cause": {id}}).want(t, http.StatusConflict, "已在一因多诉中")
	leave := join + "/leaving"
	c.post(leave, url.Values{"row_version": {"2"}}).want(t, http.StatusUnprocessableEntity, "请写明为什么移出")
	c.post(leave, url.Values{"row_version": {"2"}, "reason": {"不是清运的事"}}).want(t, http.StatusSeeOther)
	c.get(casePath(second)).want(t, http.StatusOK, "移出一因多诉", "不是清运的事").lacks(t, "几户反映的同一件事")

	c.get(done.location+"/edit").want(t, http.StatusOK, "今天清运")
	change := url.Values{"row_version": {"1"}, "place": {"3栋"}, "summary": {"楼道垃圾没有清运"}, "tell": {"明早清运"}}
	c.post(done.location, url.Values{"row_version": {"1"}, "place": {"3栋"}, "summary": {"短"}, "tell": {"明早清运"}}).want(t, http.StatusUnprocessableEntity, "摘要须为5到200个字")
	c.post(done.location, change).want(t, http.StatusSeeOther)
	c.get(done.location).want(t, http.StatusOK, "明早清运")
	c.post(done.location, change).want(t, http.StatusConflict, "修改，请核对后保存")
	steward := w.login("steward")
	steward.get(done.location).want(t, http.StatusOK, "许婷")
	w.login("executive").get(done.location).want(t, http.StatusForbidden)
}

// TestWhatIsAlikeNearby is offered while a case is typed.
func TestWhatIsAlikeNearby(t *testing.T) {
	w := newWorld(t)
	first, _, _ := w.duplicates()
	w.onFile("诸葛青山", "15400000009", "8-1-101")
	c := w.login("clerk")
	ask := func(room, place, category, sub string) answer {
		return c.part("/cases/new/nearby?" + url.Values{"room": {room}, "place": {place}, "category": {category}, "sub_category": {sub}}.Encode())
	}
	ask("3-2-502", "", "cleaning", "楼道").want(t, http.StatusOK, "附近近日有相似的诉求", "TS-LY-20250314-0001", casePath(first)+"/cause", "这是一因多诉").lacks(t, "<html")
	for _, nothing := range []answer{ask("8-1-101", "", "cleaning", "楼道"), ask("3-2-502", "", "cleaning", "外围"), ask("3-2-502", "", "", ""), ask("nonsense", "", "cleaning", "楼道"), ask("", "", "cleaning", "楼道")} {
		nothing.want(t, http.StatusOK).lacks(t, "附近近日有相似的诉求")
	}
	c.post("/causes", url.Values{"kind": {"complaint"}, "category": {"cleaning"}, "sub_category": {"楼道"}, "place": {"3栋"}, "summary": {"楼道垃圾没有清运"}, "tell": {"今天清运"}}).want(t, http.StatusSeeOther)
	ask("3-2-502", "", "cleaning", "楼道").want(t, http.StatusOK, "加入一因多诉", "/causes/1?room=3-2-502")
	c.get("/causes/1?room=3-2-502").want(t, http.StatusOK, `value="3-2-502"`)
	w.wait(8 * 24 * time.Hour)
	c = w.login("clerk")
	ask("3-2-502", "", "cleaning", "楼道").want(t, http.StatusOK).lacks(t, "TS-LY-20250314-0001")
	if a := c.get("/cases/new/nearby?room=3-2-502"); a.status != http.StatusSeeOther {
		t.Errorf("a browser gets %d", a.status)
	}
}
