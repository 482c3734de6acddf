package views

import (
	"strconv"
	"strings"
	"time"

	"linli/db/crm"
)

// ImportsView is the list of imports.
type ImportsView struct {
	Imports []crm.Import
	Loc     *time.Location
	More    string // address of the next rows, empty for none
}

// ImportView is the page of one import.
type ImportView struct {
	crm.ImportPage
	Loc     *time.Location
	Key     string
	Problem string // why the last action was refused
	Mapping *Form  // the columns as typed, where they were refused
	More    string // address of the next rows, empty for none
}

// UploadLabels are the fields of the upload.
var UploadLabels = []Option{{Value: "kind", Label: "内容"}, {Value: "file", Label: "文件"}}

// importKinds are what a file can hold.
var importKinds = func() []Option {
	list := make([]Option, 0, len(crm.ImportKinds))
	for _, k := range crm.ImportKinds {
		list = append(list, Option{Value: k.Code, Label: k.Label})
	}
	return list
}()

// chosenKind is the kind that the form asks for.
func chosenKind(f *Form) string {
	if kind := f.Value("kind"); kind != "" {
		return kind
	}
	return crm.ImportOfCustomers
}

func kindLabel(code string) string { return optionLabel(importKinds, code) }

func optionLabel(list []Option, value string) string {
	for _, o := range list {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// MappingLabels are the fields of the form that says what stands in each column.
func MappingLabels(columns []crm.ImportColumn) []Option {
	labels := []Option{{Value: "header_row", Label: "表头所在行"}, {Value: "mapping", Label: "各列内容"}}
	for i, c := range columns {
		labels = append(labels, Option{Value: columnField(i), Label: c.Name + " 列"})
	}
	return labels
}

// columnField names the select of a column: column_1 for A.
func columnField(i int) string { return "column_" + strconv.Itoa(i+1) }

func importedCustomer(id int64) string { return "/customers/" + strconv.FormatInt(id, 10) }

func importPath(id int64) string { return "/imports/" + strconv.FormatInt(id, 10) }

func (v *ImportView) path() string { return importPath(v.ID) }

func (v *ImportView) waiting() bool { return v.Status == crm.ImportPreviewed }

// source says where the rows come from: 工作表「业主」· 68 行 · UTF-8.
func (v *ImportView) source() string {
	parts := []string{kindLabel(v.Kind)}
	if v.Sheet != "" {
		parts = append(parts, "工作表「"+v.Sheet+"」")
	}
	if v.Rows > 0 && v.waiting() {
		parts = append(parts, strconv.Itoa(v.Rows)+" 行有内容")
	}
	if v.Encoding != "" {
		parts = append(parts, v.Encoding+" 编码")
	}
	parts = append(parts, v.CreatedBy+"于 "+DateTime(v.CreatedAt, v.Loc)+" 上传")
	return strings.Join(parts, " · ")
}

// history says what has become of the batch.
func (v *ImportView) history() string {
	if v.Status == crm.ImportAbandoned {
		return "上传后7天没有导入，文件内容已删除。需要时请重新上传。"
	}
	text := DateTime(v.CommittedAt, v.Loc) + " 导入"
	if v.Partial {
		text += "了无误的行，" + strconv.Itoa(v.Counts.Refused) + " 行没有导入"
	} else {
		text += "了全部内容"
	}
	if v.TakenBackAt != 0 {
		text += "；" + DateTime(v.TakenBackAt, v.Loc) + " 撤回了 " + strconv.Itoa(v.Counts.TakenBack) + " 行"
	}
	return text
}

// sameWarning speaks of the earlier import of the same file.
func (v *ImportView) sameWarning() string {
	return "这个文件已于 " + DateTime(v.Same.CommittedAt, v.Loc) + " 导入过（" + v.Same.FileName + "），请确认不是重复上传。"
}

// filters are the ways to see only some of the lines.
func (v *ImportView) filters() []Option {
	list := []Option{{Value: "", Label: "全部"}}
	for _, o := range outcomes {
		if n := o.count(v.Counts); n > 0 {
			list = append(list, Option{Value: o.code, Label: o.label + " " + strconv.Itoa(n)})
		}
	}
	return list
}

func (v *ImportView) filterPath(outcome string) string {
	if outcome == "" {
		return v.path()
	}
	return v.path() + "?outcome=" + outcome
}

// outcome is how what became of a row is shown, and how it is counted.
type outcome struct {
	code, label, tone, icon string
	count                   func(crm.ImportCounts) int
}

var outcomes = []outcome{
	{crm.RowRefused, "不能导入", "red", "circle-x", func(c crm.ImportCounts) int { return c.Refused }},
	{"kept", "未能撤回", "orange", "lock", func(c crm.ImportCounts) int { return c.Kept }},
	{"alike", "疑似重复", "orange", "users", func(c crm.ImportCounts) int { return c.Alike }},
	{crm.RowNew, "新建", "green", "user-plus", func(c crm.ImportCounts) int { return c.New }},
	{crm.RowSameCustomer, "同一客户", "blue", "link", func(c crm.ImportCounts) int { return c.SameCustomer }},
	{crm.RowChanged, "有变化", "blue", "edit", func(c crm.ImportCounts) int { return c.Changed }},
	{crm.RowUnchanged, "无变化", "gray", "check", func(c crm.ImportCounts) int { return c.Unchanged }},
	{crm.RowIgnored, "略过", "gray", "ban", func(c crm.ImportCounts) int { return c.Ignored }},
}

func outcomeOf(code string) outcome {
	for _, o := range outcomes {
		if o.code == code {
			return o
		}
	}
	return outcome{label: code, tone: "gray"}
}

var importTones = map[string][2]string{
	crm.ImportPreviewed: {"orange", "hourglass"}, crm.ImportCommitted: {"green", "circle-check"},
	crm.ImportPartlyBack: {"orange", "arrow-back-up"}, crm.ImportTakenBack: {"gray", "arrow-back-up"}, crm.ImportAbandoned: {"gray", "ban"},
}

// ImportResult counts a batch in a sentence; a waiting one has none.
func ImportResult(b crm.Import) string {
	if b.CommittedAt == 0 {
		return ""
	}
	unit := ""
	if k, err := crm.ImportKindOf(b.Kind); err == nil {
		unit = k.Unit
	}
	text := "新建 " + strconv.Itoa(b.Counts.New) + " " + unit
	if n := b.Counts.SameCustomer; n > 0 {
		text += "，补充 " + strconv.Itoa(n) + " 行"
	}
	if n := b.Counts.Changed; n > 0 {
		text += "，更新 " + strconv.Itoa(n) + " 行"
	}
	if n := b.Counts.Refused; n > 0 {
		text += "，" + strconv.Itoa(n) + " 行不能导入"
	}
	return text
}

// TakeBackResult says what a take-back has done.
func TakeBackResult(b crm.Import) string {
	switch {
	case b.Counts.Kept == 0:
		return "已全部撤回，共 " + strconv.Itoa(b.Counts.TakenBack) + " 行"
	case b.Counts.TakenBack == 0:
		return "没有一行可以撤回，原因写在各行后面"
	}
	return "共撤回 " + strconv.Itoa(b.Counts.TakenBack) + " 行，保留 " + strconv.Itoa(b.Counts.Kept) + " 行，原因写在各行后面"
}

// firstPlaces lists codes; of many only the first are known.
func firstPlaces(codes []string, total int) string {
	text := strings.Join(codes, "、")
	if len(codes) < total {
		text += "……共 " + strconv.Itoa(total) + " 个"
	}
	return text
}

// fieldOptions are what a column can hold.
func (v *ImportView) fieldOptions() []Option {
	list := make([]Option, 0, len(v.List.Fields))
	for _, f := range v.List.Fields {
		list = append(list, Option{Value: f.Code, Label: f.Label})
	}
	return list
}

// ready reports whether the columns can be read and every row was looked at.
func (v *ImportView) ready() bool { return v.Preview.At != 0 && v.Preview.Problem == "" }

// manyRows is from where a batch keeps others from saving for a while.
const manyRows = 20_000

func (v *ImportView) long() bool { return v.Counts.Good() >= manyRows }

// columns is how many columns the lines have: number, outcome, what the kind shows, why.
func (v *ImportView) columns() int { return len(v.List.Shown) + 3 }

// progressText says how far some work has come.
func progressText(p crm.ImportProgress) string {
	return "正在" + p.What + "：" + strconv.Itoa(p.Done) + " / " + strconv.Itoa(p.Total) + " 行"
}

// takeBackAsk is the question before a take-back.
func (v *ImportView) takeBackAsk() string {
	if v.Kind == crm.ImportOfCustomers {
		return "撤回这一批导入的客户？已有诉求、回访、费用或改动的客户会保留。"
	}
	return "撤回这一批导入的内容？之后又有改动或已被使用的会保留。"
}

// chosenField is the field of a column as typed, or as stored.
func (v *ImportView) chosenField(i int) string {
	if v.Mapping != nil {
		return v.Mapping.Value(columnField(i))
	}
	return v.Columns[i].Field
}

// storedField says what a column holds by now, where something else was typed.
func (v *ImportView) storedField(i int) string {
	switch stored := v.Columns[i].Field; {
	case stored == v.chosenField(i):
		return ""
	case stored == "":
		return "现为：不导入"
	default:
		return "现为：" + v.List.FieldLabel(stored)
	}
}

// chosenHeader is the number of the heading as typed, or as stored.
func (v *ImportView) chosenHeader() string {
	if v.Mapping != nil {
		return v.Mapping.Value("header_row")
	}
	return strconv.Itoa(v.HeaderRow)
}

func (v *ImportView) headerField() Field {
	f := Field{Name: "header_row", Label: "表头所在行", Type: "select", Value: v.chosenHeader(), Options: v.headerOptions()}
	if v.Mapping != nil {
		f.Problem = v.Mapping.Problems[f.Name]
	}
	return f
}

func (v *ImportView) headerOptions() []Option {
	list := []Option{{Value: "0", Label: "没有表头，第一行就是数据"}}
	known := v.HeaderRow == 0
	for _, c := range v.Choices {
		known = known || c.No == v.HeaderRow
		list = append(list, Option{Value: strconv.Itoa(c.No), Label: "第 " + strconv.Itoa(c.No) + " 行：" + c.Text})
	}
	if !known {
		list = append(list, Option{Value: strconv.Itoa(v.HeaderRow), Label: "第 " + strconv.Itoa(v.HeaderRow) + " 行"})
	}
	return list
}
