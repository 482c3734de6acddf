package views

import "strconv"

// PairsView lists pairs of files that may be about one person.
type PairsView struct {
	Nav, Tabs []TabView
	Form      *Form // two files by their numbers
	How       string
	Pairs     []Pair
	More      string // address of the next rows, empty for none
}

// Pair are two customers who are alike.
type Pair struct {
	Low, High         CustomerRow
	Compare, Distinct string
}

// CompareView shows two files side by side before they become one.
type CompareView struct {
	Form               *Form
	URL, DistinctURL   string
	Alert              string
	Problems           []string
	Kept, Gone         string // numbers
	KeptHref, GoneHref string
	OtherVersion       int64
	Rows               []CompareRow
	Joined, Withdrawn  int
	Fees               int // both have, counted once
	Distinct           bool
	Named              bool // differently
}

// CompareRow is one field of both files; several values stand one below the other.
type CompareRow struct {
	Label      string
	Kept, Gone []string
	Differs    bool
}

// MergedView is the page of a file that was merged into another one.
type MergedView struct {
	Name, No, Kept, KeptHref string
	Alert                    string
	Facts                    []Fact
	UndoURL, Key             string // empty UndoURL: it cannot be undone any more, or not by this person
	Version                  int64
}

// PairLabels name the fields that lead to two files.
var PairLabels = []Option{{Value: "first", Label: "一份档案的客户编号"}, {Value: "second", Label: "另一份的客户编号"}}

// MergeLabels name the fields of the form that makes one of two files.
var MergeLabels = []Option{{Value: "note", Label: "说明"}, {Value: "row_version", Label: "版本"}, {Value: "other_version", Label: "版本"}}

// consequences are what a merge does, in sentences.
func (v *CompareView) consequences() []string {
	list := []string{"保留编号较小的 " + v.Kept + "，" + v.Gone + " 的全部记录移入其中；" + v.Gone + " 不再单独使用，打开它会指向 " + v.Kept + "。",
		"保留档案里空着的项目用另一份补上，其余以保留的为准；两份备注都留下。", "任一份选了请勿打扰，合并后就是请勿打扰。"}
	if v.Joined > 0 {
		list = append(list, strconv.Itoa(v.Joined)+" 条说的是同一间房、同一关系、时间重叠的住户关系合成一条。")
	}
	if v.Fees > 0 {
		list = append(list, strconv.Itoa(v.Fees)+" 笔两份档案里相同的费用只算一次，以 "+v.Kept+" 的为准。")
	}
	if v.Withdrawn > 0 {
		list = append(list, "授权同意以较严的为准："+strconv.Itoa(v.Withdrawn)+" 项同意随合并终止，依赖它的关怀标签一并结束。")
	}
	return append(list, "7 天（168 小时）内可以撤销；撤销前在保留档案上新增的记录留在那里。")
}
