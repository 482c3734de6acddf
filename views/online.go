package views

import "linli/db/crm"

// OnlineLabels name the fields of the owners' form.
var OnlineLabels = []Option{{Value: "project", Label: "小区"}, {Value: "kind", Label: "类型"}, {Value: "about", Label: "类别"}, {Value: "room", Label: "房号"}, {Value: "place", Label: "公共区域的位置"},
	{Value: "summary", Label: "简要说明"}, {Value: "detail", Label: "详细情况"}, {Value: "remedy_wanted", Label: "希望怎样处理"}, {Value: "anonymous", Label: "匿名"},
	{Value: "caller_name", Label: "姓名"}, {Value: "caller_phone", Label: "电话"}, {Value: "agree", Label: "个人信息处理说明"},
	{Value: "code", Label: "查询码"}, {Value: "text", Label: "要补充的内容"}, {Value: "reason", Label: "您不认可的理由"}}

// OnlineFormView is the owners' form; Projects is filled where the reader has to say which one.
type OnlineFormView struct {
	Form                         *Form
	Project, Place, URL, Hotline string
	Projects                     []Option
	Notice                       int
}

// OnlineSentView is what somebody has to note down.
type OnlineSentView struct{ No, Code, Until, Hotline string }

// OnlineCaseView is how a case stands, for the holder of its code.
type OnlineCaseView struct {
	Code, No, Kind, Step, Summary, Said string
	Received, Confirmed                 string
	Answer, AnswerAt, Result, ResultAt  string
	MergedNo, Hotline                   string
	Added                               []Fact // what was added under the code: when and what
	Reviewed                            string // how a review stands
	CanAdd, CanReview                   bool
	Supplement, Review                  *Form
}

// onlineAbout are the categories with their sub-categories in one list.
func onlineAbout() []Option {
	var list []Option
	for _, c := range crm.Categories {
		if len(c.Subs) == 0 {
			list = append(list, Option{Value: c.Code, Label: c.Label, Group: c.Label})
		}
		for _, sub := range c.Subs {
			list = append(list, Option{Value: c.Code + "|" + sub, Label: sub, Group: c.Label})
		}
	}
	return list
}

func onlineFields(v *OnlineFormView) []Field {
	var fields []Field
	if len(v.Projects) > 1 {
		fields = append(fields, Field{Name: "project", Label: "小区", Type: "select", Empty: "请选择", Options: v.Projects, Required: true})
	}
	fields = append(fields, Field{Name: "kind", Label: "类型", Type: "radio", Options: choices(crm.Kinds), Required: true},
		Field{Name: "about", Label: "类别", Type: "select", Empty: "请选择", Options: onlineAbout(), Required: true})
	if v.Place == "" {
		fields = append(fields, Field{Name: "room", Label: "房号", Max: 60, Hint: "如 3-2-501；公共区域填下一栏"}, Field{Name: "place", Label: "公共区域的位置", Max: 100})
	}
	return append(fields,
		Field{Name: "summary", Label: "简要说明", Max: 200, Required: true, Hint: "5到200个字"},
		Field{Name: "detail", Label: "详细情况", Type: "textarea", Rows: 4, Max: 5000},
		Field{Name: "remedy_wanted", Label: "希望怎样处理", Max: 200},
		Field{Name: "anonymous", Label: "匿名提交", Type: "checkbox", Hint: "不留姓名和电话，凭查询码了解进度"},
		Field{Name: "caller_name", Label: "姓名", Max: 60, Class: "named-only"},
		Field{Name: "caller_phone", Label: "电话", Type: "tel", Max: 60, Class: "named-only"})
}

// onlineText is a field for words added under a code.
func onlineText(f Field) Field {
	f.Type, f.Rows, f.Max, f.Required = "textarea", 3, 1000, true
	return f
}
