package views

import (
	"slices"

	"linli/db/crm"
)

func voidFields(*crm.Case, *CaseTexts) []Field {
	return []Field{{Name: "why", Label: "为什么作废", Type: "radio", Options: choices(crm.VoidReasons), Required: true, Hint: "客户不追究的请用撤诉；重复的请用并案"}, wordsField("reason", "说明", true)}
}

func askReviewFields(c *crm.Case, _ *CaseTexts) []Field {
	return []Field{toldBy(c, "客户怎样提出的"), wordsField("reason", "客户不认可判定的理由", true), momentField("at", "客户提出的时间", "空着表示现在")}
}

func decideReviewFields(*crm.Case, *CaseTexts) []Field {
	return []Field{verdictField("复核结论", "upheld", "维持无效判定", "overturned", "撤销，重新办理"), wordsField("words", "复核意见（告知客户）", true)}
}

// kindFields ask for the complainant's agreement where a complaint becomes something else.
func kindFields(c *crm.Case, _ *CaseTexts) []Field {
	kinds := slices.DeleteFunc(choices(crm.Kinds), func(o Option) bool { return o.Value == string(c.Kind) })
	fields := []Field{{Name: "kind", Label: "改为", Type: "radio", Options: kinds, Required: true, Hint: "编号和受理时间不变"}, wordsField("reason", "原因", true)}
	if c.Kind == crm.Complaint {
		fields = append(fields, Field{Name: "agreed", Label: "已征得诉求人同意", Type: "checkbox", Required: true}, toldBy(c, "怎样征得同意的"), momentField("at", "同意的时间", "空着表示现在"))
	}
	return fields
}

func assistFields(c *crm.Case, _ *CaseTexts) []Field {
	others := slices.DeleteFunc(choices(crm.Departments), func(o Option) bool { return o.Value == c.Department || slices.Contains(c.Assistants(), o.Value) })
	return []Field{{Name: "department", Label: "协办部门", Type: "select", Empty: "请选择", Options: others, Required: true},
		{Name: "task", Label: "请该部门做什么", Max: 500, Required: true}, momentField("due_at", "请在此前完成", "空着表示48小时内")}
}

func assistDoneFields(c *crm.Case, _ *CaseTexts) []Field {
	open := slices.DeleteFunc(choices(crm.Departments), func(o Option) bool { return !slices.Contains(c.Assistants(), o.Value) })
	f := Field{Name: "department", Label: "协办部门", Type: "radio", Options: open, Required: true}
	if len(open) == 1 {
		f.Value = open[0].Value
	}
	return []Field{f, wordsField("result", "协办结果", true)}
}
