package crm

import (
	"strings"
	"testing"
)

func TestTellCustomer(t *testing.T) {
	type facts = map[string]any
	clerk := Staff{Roles: []Assignment{{Role: Clerk}}}
	steward := Staff{Roles: []Assignment{{Role: Steward, Buildings: []string{"8"}}}}
	officer := Staff{Roles: []Assignment{{Role: PrivacyOfficer}}}
	for _, test := range []struct {
		by          Staff
		record      Record
		title, text string
	}{
		{clerk, Record{Kind: "customer_added", After: facts{"source": "import", "relations": []any{"owner", "tenant"}}, Texts: facts{"rooms": []any{"3-2-501", "8-101"}}, Note: "父子同号"},
			"建立客户档案", "名册导入；3-2-501 业主；8-101 租户；有相似客户，仍然新建：父子同号"},
		{steward, Record{Kind: "customer_added", After: facts{"source": "counter", "relations": []any{"owner", "tenant"}}, Texts: facts{"rooms": []any{"3-2-501", "8-101"}}},
			"建立客户档案", "前台登记；3-2-*** 业主；8-101 租户"},
		{clerk, Record{Kind: "customer_changed", Before: facts{"honorific": ""}, After: facts{"honorific": "女士"}, Texts: facts{"before": facts{"name": "张三"}, "after": facts{"name": "张三丰"}}},
			"修改档案", "姓名：张三 → 张三丰；称谓：（空） → 女士"},
		{officer, Record{Kind: "customer_changed", Texts: facts{"before": facts{"name": "张三"}, "after": facts{"name": "李四"}}}, "修改档案", "姓名：张* → 李*"},
		{clerk, Record{Kind: "customer_changed", Before: facts{"kind": "person"}, After: facts{"kind": "organisation"}}, "修改档案", "类别：个人 → 单位"},
		{clerk, Record{Kind: "contact_added", After: facts{"kind": "mobile"}, Texts: facts{"value": "15400000001"}}, "添加联系方式", "手机 154****0001"},
		{clerk, Record{Kind: "contact_changed", After: facts{"kind": "landline", "status": "wrong"}, Texts: facts{"value": "057187654321转801"}}, "联系方式号码有误", "座机 0571-****4321转***"},
		{clerk, Record{Kind: "link_added", After: facts{"relation": "tenant", "moved_in_on": "2024-01-01"}, Texts: facts{"room": "3-2-501"}}, "添加房屋", "3-2-501 租户，2024-01-01 起"},
		{clerk, Record{Kind: "link_changed", Before: facts{"moved_out_on": "", "is_payer": true}, After: facts{"moved_out_on": "2025-01-01", "is_payer": false, "end_reason": "sold"}, Texts: facts{"room": "3-2-501"}},
			"迁出", "3-2-501；迁出日期：（空） → 2025-01-01；迁出原因：（空） → 出售；缴费人：是 → 否"},
		{steward, Record{Kind: "link_changed", Before: facts{"is_primary_contact": false}, After: facts{"is_primary_contact": true}, Texts: facts{"room": "3-2-501"}}, "修改住户关系", "3-2-***；主要联系人：否 → 是"},
		{clerk, Record{Kind: "revealed", After: facts{"field": "mobile", "reason": "other"}, Note: "核对门牌"}, "查看明文", "手机 · 其他；核对门牌"},
		{clerk, Record{Kind: "link_taken_back", Before: facts{"relation": "owner"}, Texts: facts{"room": "3-2-501"}}, EventLabel("link_taken_back"), "3-2-501 业主"},
		{clerk, Record{Kind: "duplicate_accepted", Note: "父子同号"}, "有相似客户，仍然保存", "父子同号"},
	} {
		story := test.record.TellCustomer(test.by)
		if story.Title != test.title || story.Text != test.text || story.Icon == "" {
			t.Errorf("%s for %s: %q, %q; want %q, %q", test.record.Kind, test.by.Role(), story.Title, story.Text, test.title, test.text)
		}
	}
}

func TestTellCase(t *testing.T) {
	told := Record{Kind: "registered", Texts: map[string]any{"summary": "楼道垃圾没有清运", "detail": "很多"}}.TellCase()
	if told.Text != "楼道垃圾没有清运" || told.Title != EventLabel("registered") {
		t.Errorf("registered: %+v", told)
	}
	for _, kind := range CaseStories() {
		s := Record{Kind: kind, Note: "说明"}.TellCase()
		if s.Icon == "" || s.Text != "说明" || s.Title == "" || strings.ContainsAny(s.Title, "_abcdefghijklmnopqrstuvwxyz") {
			t.Errorf("%s: %+v", kind, s)
		}
	}
}
