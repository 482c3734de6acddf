package crm

import (
	"encoding/json"
	"fmt"
)

// Export is a file somebody asked for: what, why, and whether names and numbers stand in it plain. It is made when it is
// fetched (domain.md §9).
type Export struct {
	ID, ProjectID, RowVersion int64
	No, Subject, Query        string // Query is the filter, without search words
	Format, Purpose, Status   string
	Plain                     bool
	AskedBy, DecidedBy        int64
	Asker, Decider            string // names
	AskedAt, DecidedAt        int64
	ExpiresAt                 int64 // from this second on it is gone
	Rows, Downloads           int64
}

// What can be exported, and how.
const (
	ExportCustomers = "customers"
	ExportCases     = "cases"
	FormatXLSX      = "xlsx"
	FormatCSV       = "csv"
)

// The states of an export as they are kept; that a ready one has expired is a question of the moment.
const (
	ExportWaiting = "waiting"
	ExportReady   = "ready"
	ExportRefused = "refused"
	ExportExpired = "expired"
)

// Labels of exports.
var (
	ExportSubjects = []Choice{{ExportCustomers, "客户名册"}, {ExportCases, "诉求清单"}}
	ExportFormats  = []Choice{{FormatXLSX, "Excel（.xlsx）"}, {FormatCSV, "CSV"}}
	ExportStates   = []Choice{{ExportWaiting, "待审批"}, {ExportReady, "可下载"}, {ExportRefused, "未批准"}, {ExportExpired, "已失效"}}
	ExportVerdicts = []Choice{{"approve", "同意"}, {"refuse", "不同意"}}
)

const (
	// ExportLife is how long a file can be fetched once it is ready, in seconds.
	ExportLife = 24 * hour
	// MaxPurpose is the longest purpose, in characters.
	MaxPurpose = 100
	// MaxSheetRows is what one sheet of a workbook holds, the two rows above the table left out.
	MaxSheetRows = 1_048_576 - 2
	// MaxExportColumns is how wide a table is at most.
	MaxExportColumns = 16
)

// State is what has become of the export by now.
func (e *Export) State(now int64) string {
	if e.Status == ExportReady && now >= e.ExpiresAt {
		return ExportExpired
	}
	return e.Status
}

// Filter is the filter by the names of its parts; all of them are codes, numbers and dates.
func (e *Export) Filter() (parts map[string]any, err error) {
	return parts, json.Unmarshal([]byte(e.Query), &parts)
}

// Ask checks a wish and makes it an export: masked ones are ready at once, plain ones wait for a second person. rows is
// how many there are now, limit how many may stand in a file with plain contact data, deciders how many others may approve.
func (e *Export) Ask(by Staff, now, rows, limit int64, deciders int) error {
	p := Problems{}
	p.Check(Has(ExportSubjects, e.Subject), "subject", "请选择导出的内容")
	p.Check(Has(ExportFormats, e.Format), "format", "请选择文件格式")
	p.Check(e.Purpose != "", "purpose", "请写明用途")
	p.Check(!e.Plain || by.May(ExportPlain), "plain", "您只能导出脱敏的文件，明文由项目经理申请")
	p.Check(!e.Plain || deciders > 0, "plain", "明文须由另一人审批，本项目还没有个人信息保护负责人或另一位项目经理")
	p.AddError("rows", e.fits(rows, limit))
	if err := p.Err(); err != nil {
		return err
	}
	e.AskedBy, e.Asker, e.AskedAt, e.Rows, e.Status = by.ID, by.Name, now, rows, ExportWaiting
	if !e.Plain {
		e.Status, e.ExpiresAt = ExportReady, now+ExportLife
	}
	return nil
}

// fits reports whether so many rows may stand in the file.
func (e *Export) fits(rows, limit int64) error {
	switch {
	case rows == 0:
		return Refuse(Conflict, "没有符合条件的内容可以导出")
	case e.Plain && rows > limit:
		return Refuse(Conflict, fmt.Sprintf("共 %d 行，含明文的文件最多 %d 行，请缩小筛选范围", rows, limit))
	case e.Format == FormatXLSX && rows > MaxSheetRows:
		return Refuse(Conflict, fmt.Sprintf("共 %d 行，超过一张工作表的行数，请选择 CSV", rows))
	}
	return nil
}

// Contacts reports whether the file has a column of contact data: a masked one of more than limit rows does without.
func (e *Export) Contacts(limit int64) bool { return e.Subject == ExportCustomers && e.Rows <= limit }

// Decide approves a plain export or refuses it, by somebody other than who asked for it.
func (e *Export) Decide(by Staff, now int64, verdict string) error {
	switch {
	case !by.May(ExportApprove):
		return Refuse(Forbidden, "您没有审批导出的权限")
	case by.ID == e.AskedBy:
		return Refuse(Forbidden, "不能审批自己的申请，须由另一人审批")
	case e.Status != ExportWaiting:
		return Refuse(Conflict, "这份导出已经审批过了")
	case !Has(ExportVerdicts, verdict):
		return InvalidField("verdict", "请选择同意或不同意")
	}
	e.DecidedBy, e.Decider, e.DecidedAt, e.Status = by.ID, by.Name, now, ExportRefused
	if verdict == "approve" {
		e.Status, e.ExpiresAt = ExportReady, now+ExportLife
	}
	return nil
}

// Fetch checks a download and counts it. rows is how many there are now.
func (e *Export) Fetch(by Staff, now, rows, limit int64) error {
	switch {
	case by.ID != e.AskedBy:
		return Refuse(Forbidden, "只有申请人可以下载")
	case !by.May(CustomerExport), e.Plain && !by.May(ExportPlain):
		return Refuse(Forbidden, "您没有导出的权限")
	case e.State(now) == ExportWaiting:
		return Refuse(Conflict, "这份导出还在等待审批")
	case e.State(now) == ExportRefused:
		return Refuse(Conflict, "这份导出没有获得批准")
	case e.State(now) == ExportExpired:
		return Refuse(Gone, "文件已失效：就绪 24 小时后不能再下载，请重新申请")
	}
	if err := e.fits(rows, limit); err != nil {
		return err
	}
	e.Rows, e.Downloads = rows, e.Downloads+1
	return nil
}
