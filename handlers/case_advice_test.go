package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

func (c *client) advice(fields ...string) answer {
	c.w.t.Helper()
	return c.postPart("/cases/new/advice", with(url.Values{"kind": {"complaint"}, "channel": {"phone"}}, fields...))
}

func TestAdviceWhileACaseIsTyped(t *testing.T) {
	w := newWorld(t)
	c := w.login("clerk")
	c.get("/cases/new").want(t, http.StatusOK, "这里给出要读给客户的话")
	c.advice("summary", "电梯一直停着不走").want(t, http.StatusOK, "电梯 · 停梯", "与类别名称相符", `data-alt="1"`, "这里给出要读给客户的话")
	c.advice("summary", "今天天气不错").want(t, http.StatusOK).lacks(t, "data-alt")
	c.advice("summary", "电梯一直停着不走", "category", "elevator", "sub_category", "停梯").want(t, http.StatusOK,
		"您好，您反映的“电梯一直停着不走”已受理，编号（登记后显示），由工程维修部跟进，明天（3月15日）17:50前答复您。", "请致电0571-86000000").lacks(t, "data-alt")
	c.advice("summary", "门口有人吵架", "category", "security", "sub_category", "门岗", "injury", "on").want(t, http.StatusOK, "今天21:50前答复您") // major

	for i := range 3 { // the office sorts what its people call a slide under something of its own
		c.register(complaint("category", "facilities", "sub_category", "健身器材", "summary", strings.Repeat("儿", i)+"童滑梯裂了一道口子"))
	}
	c.advice("summary", "小孩说滑梯裂开了").want(t, http.StatusOK).lacks(t, "健身器材") // what is known is a few minutes old
	w.wait(601 * time.Second)
	c.advice("summary", "小孩说滑梯裂开了").want(t, http.StatusOK, "公共设施 · 健身器材", "依据“滑梯裂”，以往3件这样归类")
	taken := c.part("/cases/new/sub-categories?picked=1&category=facilities&sub_category="+url.QueryEscape("健身器材")).want(t, http.StatusOK)
	if got := taken.doc(t).Find("option[selected]").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("value", "") }); strings.Join(got, " ") != "facilities 健身器材" {
		t.Errorf("taken: %v", got)
	}
	if taken.header.Get("HX-Trigger") != "picked" {
		t.Error("nobody hears that one was taken")
	}
	c.post("/cases/new/advice", url.Values{"summary": {"电梯停了"}}).want(t, http.StatusSeeOther)
	if strings.Contains(w.log.String(), "滑梯") {
		t.Error("the log holds what was typed")
	}
}

func TestTheNextStepFollowsTheCategoryUntilItIsWritten(t *testing.T) {
	c := newWorld(t).login("clerk")
	fields := []string{"summary", "电梯一直停着不走", "category", "elevator", "sub_category", "停梯", "proposed_step", "由责任部门跟进并答复您"}
	c.advice(append(fields, "told_next_step", "由责任部门跟进并答复您")...).want(t, http.StatusOK, `value="由工程维修部跟进，2025-03-15 17:50前答复"`)
	c.advice(append(fields, "told_next_step", "工程师傅半小时内到")...).want(t, http.StatusOK).lacks(t, `name="told_next_step"`)
}
