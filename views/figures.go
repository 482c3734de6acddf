package views

// FiguresView is the three figures of the service by month.
type FiguresView struct {
	Months []string // newest first
	Rows   []FigureRow
}

// FigureRow is one figure with how it comes about.
type FigureRow struct {
	Principle, Label, Explain string
	Months                    []FigureMonth
}

// FigureMonth is a figure of one month, with the lists behind it: address and label.
type FigureMonth struct {
	Value, Base string
	Links       []Option
}
