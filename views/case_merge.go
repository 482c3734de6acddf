package views

// CaseMergeView is the page on which a duplicate goes into another case: which one, then both side by side.
type CaseMergeView struct {
	Form                         *Form
	No, Href, URL                string // of the duplicate
	Typed, Alert                 string
	Choices                      []CaseMergeChoice
	Master, MasterHref, MasterID string // empty until one is chosen
	Swap                         string // address of the page the other way round
	MasterVersion                int64
	Problems, Warnings           []string
	Rows                         []CompareRow
	Clocks                       []MergedClock
}

// CaseMergeChoice is a case that the duplicate may go into.
type CaseMergeChoice struct {
	No, Href, Summary, Text string
	State                   BadgeView
}

// MergedClock is a clock of the master before a merge and after it.
type MergedClock struct {
	Name, Was, Is string
	Verdict       BadgeView
}

// CaseMergeLabels name the fields of the form.
var CaseMergeLabels = []Option{{Value: "master", Label: "主案"}, {Value: "reason", Label: "为什么是同一件事"}, {Value: "method", Label: "告知方式"}, {Value: "told_number", Label: "已把主案编号告诉诉求人"},
	{Value: "row_version", Label: "版本"}, {Value: "master_version", Label: "版本"}}
