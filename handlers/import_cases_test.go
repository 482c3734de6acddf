package handlers

import (
	"net/http"
	"testing"
)

// TestOldLedgerThroughTheScreen imports an old ledger, looks at what came of it and takes it back.
func TestOldLedgerThroughTheScreen(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	const heading = "原编号,类型,渠道,受理时间,登记时间,确认时间,答复时间,办结时间,关闭时间,类别,子类,房号,位置,摘要,内容,外部时限"
	bad := c.uploadOf("cases", "台账.csv", []byte(heading+"\nA1,投诉,鸽子,2023-03-14 08:00,,,,,,保洁,楼道,,大堂,脏,,\n"), nil).want(t, http.StatusSeeOther).location
	c.get(bad).want(t, http.StatusOK, "渠道「鸽子」看不懂", "应填电话、来访")
	good := c.uploadOf("cases", "台账.csv", []byte(heading+"\nA1,投诉,电话,2023-03-14 08:00,,2023-03-15 08:00:01,,2023-03-16 08:00,2023-03-17 08:00,保洁,楼道,,大堂,脏,,2023-03-16 07:59\n"), nil).want(t, http.StatusSeeOther).location
	c.get(good).want(t, http.StatusOK, "全部导入", "A1", "2023-03-14 08:00")
	c.decide(good, "commit").want(t, http.StatusSeeOther)
	c.get(good).want(t, http.StatusOK, "已导入：新建 1 件")
	c.get("/cases?view=list&verdict=late").want(t, http.StatusOK, "TS-LY-20230314-0001", "未记录", "曾超时")
	c.get("/cases/1").want(t, http.StatusOK, "导入", "原编号", "A1", "未记录", "超时完成", "已关闭", "从「台账.csv」第 2 行导入")
	if template := c.get("/imports/template.csv?kind=cases"); template.body != "\ufeff"+heading+"\r\n" {
		t.Errorf("template %q", template.body)
	}
	c.decide(good, "take-back").want(t, http.StatusSeeOther)
	c.get("/cases/1").want(t, http.StatusOK, "已作废", "撤回导入的诉求")
}
