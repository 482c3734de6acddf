package crm

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Counted is what the records say about one month, before anything is hidden. Voided cases and those merged into another
// are not in it.
type Counted struct {
	Total                     Cell            // cases received in the month
	Kinds, Levels, Categories map[string]Cell // by code; Levels of complaints only

	Ack, Response, Resolution Tally // complaints, by the due
	Revisit, Reached          Tally // rounds of calling back, by the due
	Reopened                  Tally // cycles closed in the month: Kept are those reopened since
	Scores                    Scores
	Coverage                  Tally // occupied rooms, Kept those with a reached revisit in the calendar year
}

// minCases is the smallest number of cases a month is shown with; fewer wait for the quarter.
const minCases = 5

// ReportHead says what a report is about.
type ReportHead struct {
	Project   string `json:"project"`
	Period    string `json:"period"`
	Version   int64  `json:"version"`
	DataUntil string `json:"data_until"` // RFC 3339 in the project's zone
}

// Report is a published month: what is hidden is not in it. Its JSON is what is kept and hashed.
type Report struct {
	ReportHead
	MinRooms    int           `json:"min_rooms"`
	ByQuarter   bool          `json:"by_quarter"` // too few cases: no figures
	Tables      []ReportTable `json:"tables"`
	Rates       []ReportRate  `json:"rates"`
	Definitions []string      `json:"definitions"`
}

// ReportTable is one way to divide the cases of the month.
type ReportTable struct {
	Code  string      `json:"code"`
	Title string      `json:"title"`
	Rows  []ReportRow `json:"rows"`
	Total *int        `json:"total"` // null = hidden
}

// ReportRow is one figure; Cases nil is a hidden one.
type ReportRow struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Cases *int   `json:"cases"`
}

// ReportRate is a rate or mean ready to print.
type ReportRate struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Value string `json:"value"`
	Note  string `json:"note"`
}

// NewReport makes the report of a month from what was counted: small numbers hidden, rates rounded, every figure defined.
// The month ends at to; until is when it was counted.
func NewReport(head ReportHead, in *Counted, s Settings, to, until int64, loc *time.Location) Report {
	k := max(s.SmallNumber, MinRooms)
	r := Report{ReportHead: head, MinRooms: k, Tables: []ReportTable{}, Rates: []ReportRate{}}
	r.DataUntil = time.Unix(until, 0).In(loc).Format(time.RFC3339)
	if r.ByQuarter = in.Total.Cases < minCases; r.ByQuarter {
		r.Definitions = quarterDefinitions(k)
		return r
	}
	r.Tables = in.tables(k)
	settled := to + s.ReopenDays*24*hour
	r.Rates = in.rates(k, settled, until, loc)
	r.Definitions = definitions(k, s, settled, loc)
	return r
}

// Seal is the report as kept, and its hash.
func (r Report) Seal() (body, hash string, err error) {
	raw, err := json.Marshal(r)
	return string(raw), HashOf(string(raw)), err
}

// Figures stand for what a report says, whenever it was counted: they change with its figures alone.
func (r Report) Figures() (string, error) {
	r.Version, r.DataUntil = 0, ""
	_, hash, err := r.Seal()
	return hash, err
}

// StillSays refuses a report whose figures are others than those that were shown; empty ones were not.
func (r Report) StillSays(shown string) error {
	figures, err := r.Figures()
	if err == nil && shown != "" && shown != figures {
		return Refuse(Conflict, "预览之后数字有变化，请刷新预览，核对后再公布")
	}
	return err
}

// HashOf is the SHA-256 of a report's body.
func HashOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// OpenReport reads a report back from its body.
func OpenReport(body string) (r Report, err error) {
	return r, json.Unmarshal([]byte(body), &r)
}

// tables are the cases by kind, the complaints by level and the cases by category, hidden together: the complaints stand
// in two of them, the total in two.
func (in *Counted) tables(k int) []ReportTable {
	linked := Linked{Figures: []Cell{in.Total}}
	tables := []ReportTable{{Code: "kind", Title: "按类型"}, {Code: "level", Title: "投诉按等级"}, {Code: "category", Title: "按类别"}}
	add := func(table, total int, choices []Choice, cells map[string]Cell) {
		line := Line{Total: total}
		for _, c := range withStrangers(choices, cells) {
			line.Members = append(line.Members, len(linked.Figures))
			linked.Figures = append(linked.Figures, cells[c.Code])
			tables[table].Rows = append(tables[table].Rows, ReportRow{Code: c.Code, Label: c.Label})
		}
		linked.Lines = append(linked.Lines, line)
	}
	add(0, 0, Kinds, in.Kinds)
	add(1, linked.Lines[0].Members[0], Levels, in.Levels)
	add(2, 0, categoryChoices(), in.Categories)
	shown := Suppress(linked, k)
	for i, line := range linked.Lines {
		tables[i].Total = shown[line.Total].printed()
		for j, m := range line.Members {
			tables[i].Rows[j].Cases = shown[m].printed()
		}
	}
	return tables
}

// printed is the figure, nil when it is hidden.
func (s Shown) printed() *int {
	if s.Hidden {
		return nil
	}
	return &s.Cases
}

// withStrangers adds codes that were counted and are not in the list, so that every table adds up.
func withStrangers(choices []Choice, cells map[string]Cell) []Choice {
	list := slices.Clone(choices)
	for _, code := range slices.Sorted(maps.Keys(cells)) {
		if !Has(list, code) {
			list = append(list, Choice{code, code})
		}
	}
	return list
}

func categoryChoices() []Choice {
	list := make([]Choice, len(Categories))
	for i, c := range Categories {
		list[i] = Choice{c.Code, c.Label}
	}
	return list
}

func (in *Counted) rates(k int, settled, until int64, loc *time.Location) []ReportRate {
	reopened := "已到观察期末"
	if until < settled {
		reopened = "暂定，" + dayOf(settled, loc) + "前仍可能变化"
	}
	return []ReportRate{
		{"K1", "受理及时率", in.Ack.Rate(k), ""},
		{"K2", "答复及时率", in.Response.Rate(k), ""},
		{"K3", "办结及时率", in.Resolution.Rate(k), ""},
		{"K4", "投诉回访率", in.Revisit.Rate(k), ""},
		{"reached", "有效联系率", in.Reached.Rate(k), ""},
		{"K6", "重开率", in.Reopened.Rate(k), reopened},
		{"satisfaction", "处理后满意度（0–100）", in.Scores.Mean(k), ""},
		{"satisfied", "处理后满意率", in.Scores.Rate(k), ""},
		{"coverage", "回访覆盖率（本年至今）", in.Coverage.Rate(k), ""},
	}
}

// dayOf is the local date of a moment.
func dayOf(at int64, loc *time.Location) string {
	return time.Unix(at, 0).In(loc).Format(time.DateOnly)
}
