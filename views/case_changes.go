package views

import (
	"time"

	"linli/db/crm"
)

func transferFields(c *crm.Case, texts *CaseTexts) []Field {
	return []Field{{Name: "department", Label: "责任部门", Type: "select", Options: choices(crm.Departments), Value: c.Department, Required: true},
		{Name: "handler", Label: "经办人", Type: "select", Empty: "由部门安排", Options: texts.Staff}, wordsField("reason", "转派原因", true)}
}

func handOverFields(_ *crm.Case, texts *CaseTexts) []Field {
	return []Field{{Name: "owner", Label: "新的首问责任人", Type: "select", Empty: "请选择", Options: texts.Desk, Required: true}, wordsField("reason", "交接原因", true)}
}

func levelFields(c *crm.Case, _ *CaseTexts) []Field {
	return []Field{{Name: "level", Label: "投诉等级", Type: "radio", Options: choices(crm.Levels), Value: string(c.Level), Required: true},
		momentField("told_new_date_at", "已告知客户新的办结日期", "调高等级使办结时间延后时填写，未告知则按原时限；事后告知的，等级不变、只填此项"), wordsField("reason", "调整原因", true)}
}

func receiptFields(c *crm.Case, texts *CaseTexts) []Field {
	return []Field{{Name: "received_at", Label: "正确的受理时间", Type: "datetime-local", Value: time.Unix(c.ReceivedAt, 0).In(texts.Zone).Format("2006-01-02T15:04"), Required: true, Hint: "更早由客服主管更正，更晚由品质部更正；时限随之重算，已有的超时保留"},
		{Name: "late_entry_reason", Label: "补录原因", Type: "select", Empty: "受理早于登记15分钟以上时选择", Options: choices(crm.LateEntryReasons), Value: c.LateEntry}, wordsField("reason", "更正的原因和依据", true)}
}

// categoryFields offer categories with their sub-categories in one list.
func categoryFields(c *crm.Case, _ *CaseTexts) []Field {
	var list []Option
	for _, category := range crm.Categories {
		for _, sub := range category.Subs {
			list = append(list, Option{Value: category.Code + "/" + sub, Label: sub, Group: category.Label})
		}
		if len(category.Subs) == 0 {
			list = append(list, Option{Value: category.Code, Label: category.Label, Group: category.Label})
		}
	}
	now := c.Category
	if c.SubCategory != "" {
		now += "/" + c.SubCategory
	}
	return []Field{{Name: "category", Label: "类别", Type: "select", Options: list, Value: now, Required: true}, wordsField("reason", "改类别的原因", true)}
}

func annulFields(_ *crm.Case, texts *CaseTexts) []Field {
	clock := ""
	if len(texts.Missed) == 1 {
		clock = texts.Missed[0].Value
	}
	return []Field{{Name: "clock", Label: "超时的时限", Type: "radio", Options: texts.Missed, Value: clock, Required: true},
		{Name: "cause", Label: "理由", Type: "radio", Options: choices(crm.AnnulCauses), Required: true},
		momentField("new_due_at", "新的时限", "尚未办理的时限须填写；已办理的空着"), wordsField("reason", "事实和依据", true)}
}
