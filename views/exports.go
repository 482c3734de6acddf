package views

import (
	"strconv"
	"strings"

	"linli/db/crm"
)

// ExportsView is the list of exports.
type ExportsView struct {
	Lines  []ExportLine
	CanAsk bool
	More   string // address of the next rows, empty for none
}

// ExportLine is one export, its strings ready to show.
type ExportLine struct {
	Href, No, Subject, Purpose, Asker, AskedAt, Rows string
	State, Plain                                     BadgeView
}

// NewExportView asks what a file is for.
type NewExportView struct {
	Form            *Form
	Subject, Back   string
	Filter          []string
	Hidden          []Option // Value is the field's name, Label its value
	Rows, Limit     int64
	MayPlain        bool
	WithoutContacts bool // too many rows for the column of numbers
}

// ExportView is the page of one export.
type ExportView struct {
	ExportLine
	Form                *Form
	Path                string
	Facts               []Fact
	CanFetch, CanDecide bool
	Waits               bool // for somebody else
}

// ExportLabels name the fields of the forms about exports.
var ExportLabels = []Option{{Value: "rows", Label: "行数"}, {Value: "subject", Label: "内容"}, {Value: "purpose", Label: "用途"}, {Value: "format", Label: "文件格式"},
	{Value: "plain", Label: "姓名和电话"}, {Value: "verdict", Label: "审批"}, {Value: "note", Label: "说明"}}

var (
	exportFormats  = choices(crm.ExportFormats)
	exportVerdicts = choices(crm.ExportVerdicts)
)

var exportBadges = map[string]BadgeView{
	crm.ExportWaiting: {Tone: "orange", Icon: "hourglass"}, crm.ExportReady: {Tone: "green", Icon: "circle-check"},
	crm.ExportRefused: {Tone: "red", Icon: "circle-x"}, crm.ExportExpired: {Tone: "gray", Icon: "clock"},
}

// ExportBadge is the state of an export as text, icon and colour.
func ExportBadge(state string) BadgeView {
	return badgeOf(exportBadges, crm.ExportStates, state)
}

// FilterText is what a list is narrowed by, in a line.
func FilterText(filter []string) string {
	if len(filter) == 0 {
		return "不筛选，全部"
	}
	return strings.Join(filter, "；")
}

// size says what comes and what does not.
func (v *NewExportView) size() string {
	text := "现有 " + strconv.FormatInt(v.Rows, 10) + " 行；文件在下载时生成，以当时的内容为准。"
	if v.WithoutContacts {
		text += "超过 " + strconv.FormatInt(v.Limit, 10) + " 行，文件不含联系方式一列；需要联系方式请缩小筛选范围。"
	}
	return text
}

func (v *NewExportView) plainOptions() []Option {
	return []Option{{Value: "no", Label: "脱敏（立即可以下载）"}, {Value: "yes", Label: "明文（须由另一人审批，最多 " + strconv.FormatInt(v.Limit, 10) + " 行）"}}
}

func (v *ExportView) hint() string {
	switch {
	case v.CanDecide:
		return "这份文件含明文的姓名和联系方式。请核对用途是否必要、范围是否最小；您的决定记入审计记录。"
	case v.Waits:
		return "等待个人信息保护负责人或另一位项目经理审批；同意后 24 小时内可以下载。"
	case v.CanFetch:
		return "每次下载都记入审计记录。文件内含个人信息，用后请删除，不要转发。"
	}
	return ""
}
