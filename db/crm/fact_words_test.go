package crm

import (
	"strings"
	"testing"
)

func TestFactsReadAsWords(t *testing.T) {
	for _, test := range []struct{ name, value, wantName, wantValue string }{
		{"state", "in_progress", "状态", "处理中"},
		{"kind", "complaint", "类型", "投诉"},
		{"kind", "organisation", "类型", "单位"},
		{"kind", "shop", "类型", "商铺"},
		{"category", "elevator", "类别", "电梯"},
		{"role", "dept_head", "角色", "部门主管"},
		{"urgent", "true", "紧急", "是"},
		{"room_id", "17", "房屋", "#17"},
		{"status", "taken_back", "状态", "已撤回导入"},
		{"1.ack.due_at", "2025-03-15", "第1轮·受理确认·时限", "2025-03-15"},
		{"2.paused_seconds", "60", "第2轮·暂停秒数", "60"},
		{"ack_hours.complaint", "12", "受理确认时限 投诉", "12"},
		{"reopen_days", "10", "关闭与重开 关闭后可重开", "10"},
		{"something_new", "x", "something_new", "x"},
	} {
		if name, value := FactName(test.name), FactValue(test.name, test.value); name != test.wantName || value != test.wantValue {
			t.Errorf("%s=%s reads %s：%s, want %s：%s", test.name, test.value, name, value, test.wantName, test.wantValue)
		}
	}
	for name, want := range map[string]bool{"handler_id": true, "1.ack.stated_by": true, "room_id": false} {
		if FactOfStaff(name) != want {
			t.Errorf("%s is the number of an account: %v", name, !want)
		}
	}
}

// TestEveryFactOfACaseHasAName: a new field of the case needs a word before it stands in the audit.
func TestEveryFactOfACaseHasAName(t *testing.T) {
	c := Case{Cycles: []Cycle{{No: 1}}}
	for name := range c.Facts() {
		if !textFacts[name] && strings.ContainsAny(FactName(name), "abcdefghijklmnopqrstuvwxyz") {
			t.Errorf("%s has no name", name)
		}
	}
}
