package views

import (
	"strconv"
	"strings"

	"linli/db/crm"
)

// CommitteeInput is the list of months for the owners' committee.
type CommitteeInput struct {
	Months     []CommitteeMonth
	Open       []PublishForm // months still to be published, newest first
	CanPublish bool
	Problem    string // why a publication was refused
}

// CommitteeMonth is a published month: its newest version and the ways to the older ones.
type CommitteeMonth struct {
	Label, Path, DataUntil, Hash string
	Version                      int64
	Older                        []CommitteeLink
}

// CommitteeLink leads to one version of a month.
type CommitteeLink struct {
	Label, Path string
	Current     bool
}

// PublishForm is the button that publishes a month; Version is the newest one published, 0 for none, Figures stand for those shown beside it.
type PublishForm struct {
	Month, Path, Key string
	Figures          string
	Version          int64
	Primary          bool
	Problem          string
}

func (f PublishForm) version() string { return strconv.FormatInt(f.Version, 10) }

func (f PublishForm) label() string {
	if f.Version == 0 {
		return "公布"
	}
	return "重新公布"
}

func (f PublishForm) ask() string {
	if f.Version == 0 {
		return "公布" + f.Month + "的报告？公布后业委会即可查看，不能撤回；更正以新版本公布。"
	}
	return "重新统计并公布" + f.Month + "？将生成第" + strconv.FormatInt(f.Version+1, 10) + "版，旧版本保留可查。"
}

func (f PublishForm) class() string {
	if f.Primary {
		return "btn btn-primary btn-sm"
	}
	return "btn btn-sm"
}

// CommitteeReportInput is a published month as it is drawn.
type CommitteeReportInput struct {
	Report   crm.Report
	Month    string // 2026年10月
	Hash     string
	Intact   bool
	Today    string // local date, for the watermark
	Newest   bool
	Draft    bool // counted only now, for who publishes
	Versions []CommitteeLink
	Publish  *PublishForm // nil for readers
}

// dataUntil is the moment of counting to the minute.
func (in CommitteeReportInput) dataUntil() string {
	text := strings.Replace(in.Report.DataUntil, "T", " ", 1)
	return text[:min(len(text), len("2006-01-02 15:04"))]
}

func (in CommitteeReportInput) edition() string {
	if in.Draft {
		return "预览，尚未公布"
	}
	return VersionLabel(in.Report.Version)
}

// headline stands on top of every printed page.
func (in CommitteeReportInput) headline() string {
	return in.Report.Project + " · " + in.Month + " · 数据截至 " + in.dataUntil() + " · " + in.edition()
}

func (in CommitteeReportInput) watermark() string {
	return in.Report.Project + "业主委员会·" + in.Today + "·仅供业委会履职使用"
}

// VersionLabel names a version of a report.
func VersionLabel(version int64) string { return "第" + strconv.FormatInt(version, 10) + "版" }

// figureText is a published figure, "*" for a hidden one.
func figureText(cases *int) string {
	if cases == nil {
		return "*"
	}
	return strconv.Itoa(*cases)
}

func totalLabel(code string) string {
	if code == "level" {
		return "投诉合计"
	}
	return "合计"
}

func columnLabel(code string) string {
	return map[string]string{"kind": "类型", "level": "等级", "category": "类别"}[code]
}
