package crm

// Headline is one of the three figures of every start page (domain.md §7).
type Headline struct {
	Code, Principle, Label string
	Explain                string // how the figure comes about
	Kept, Unkept           FigureList
}

// FigureList names the cases behind a figure, empty where none are.
type FigureList string

// The lists of cases behind the figures of a month.
const (
	ListSatisfied    FigureList = "satisfied"
	ListDissatisfied FigureList = "dissatisfied"
	ListTold         FigureList = "told"
	ListUntold       FigureList = "untold"
)

// FigureLists are the lists of cases behind figures.
var FigureLists = []Choice{
	{string(ListSatisfied), "回访满意（4–5分）"}, {string(ListDissatisfied), "回访未满意（1–3分）"}, {string(ListTold), "关闭且告知完整"}, {string(ListUntold), "关闭但告知不全"},
}

// Headlines are the three figures in their order.
var Headlines = []Headline{
	{"satisfied", "客户至上", "处理后满意率", "当月应完成的投诉回访中，客户给出4分或5分的占已评分的比例；无效投诉和第三方、邻里责任的不计。", ListSatisfied, ListDissatisfied},
	{"told", "沟通透明", "告知完整率", "当月关闭的诉求中，编号、下一步和处理结果都已告知客户并有记录的比例。", ListTold, ListUntold},
	{"measures", "持续改进", "整改按期完成率", "当月到期的整改措施中，按期验证有效的比例。", "", ""},
}

// HeadlineMonth is what stands behind the three figures of a month.
type HeadlineMonth struct {
	Month                     Period
	Satisfied, Told, Measures Tally
}

// Tally is what stands behind the figure with a code.
func (m *HeadlineMonth) Tally(code string) *Tally {
	switch code {
	case "satisfied":
		return &m.Satisfied
	case "told":
		return &m.Told
	}
	return &m.Measures
}

// Shown is the share kept, as those see it who work here.
func (t *Tally) Shown() string { return Percent(t.Kept, t.Due) }
