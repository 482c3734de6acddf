package crm

// MinRooms is the smallest number of distinct rooms a published figure may rest on; a project may only raise it.
const MinRooms = 5

// Cell is a published figure: Cases is printed, Rooms, the distinct rooms behind it, decides. A case without a room counts as one.
type Cell struct{ Cases, Rooms int }

// Shown is a figure as printed: the number, or "*".
type Shown struct {
	Cases  int
	Hidden bool
}

// Linked are the figures of several one-way tables printed together. They may share figures: one table's total is a figure
// or the total of another. No two lines share more than one figure, and lines that share figures make no ring.
type Linked struct {
	Figures []Cell
	Lines   []Line
}

// Line is one table by positions in Figures: the members add up to the total.
type Line struct {
	Members []int
	Total   int
}

// Suppress hides what rests on fewer than k rooms (never below MinRooms) and as much more as keeps anybody from working it out
// from all tables together. The answer stands in the order of Figures.
func Suppress(tables Linked, k int) []Shown {
	n := newNet(tables, max(k, MinRooms))
	for n.protectLines() || n.protectSums() {
	}
	shown := make([]Shown, len(n.figures))
	for i, f := range n.figures {
		if shown[i].Hidden = f.hidden; !f.hidden {
			shown[i].Cases = f.Cases
		}
	}
	return shown
}

// figure is a number of a table, and whether it is hidden.
type figure struct {
	Cell
	hidden bool
}

type net struct {
	figures []figure
	lines   []Line
	k       int
}

func newNet(tables Linked, k int) *net {
	n := &net{figures: make([]figure, len(tables.Figures)), lines: tables.Lines, k: k}
	for i, cell := range tables.Figures {
		if cell.Cases > 0 {
			cell.Rooms = max(1, cell.Rooms)
		}
		n.figures[i] = figure{Cell: cell, hidden: cell.Cases > 0 && cell.Rooms < k}
	}
	return n
}

func (n *net) line(l Line) (members []*figure, total *figure) {
	for _, m := range l.Members {
		members = append(members, &n.figures[m])
	}
	return members, &n.figures[l.Total]
}

// protectLines is the published rule for every line whose total is shown.
func (n *net) protectLines() (changed bool) {
	for again := true; again; changed = changed || again {
		again = false
		for _, l := range n.lines {
			members, total := n.line(l)
			again = protect(members, total, n.k) || again
		}
	}
	return changed
}

// protect hides the smallest other figure of a line as long as what is shown gives something hidden away.
func protect(members []*figure, total *figure, k int) (changed bool) {
	if len(members) == 0 {
		return false
	}
	for exposed(members, total, k) {
		other := smallestShown(members)
		if other == nil {
			other = total
		}
		other.hidden, changed = true, true
	}
	return changed
}

// exposed reports whether the line gives something hidden away, to plain arithmetic or to who knows that hidden means 1 to k-1.
func exposed(members []*figure, total *figure, k int) bool {
	var n, rooms, cases int
	smallRooms, smallCases := true, true
	for _, member := range members {
		if !member.hidden {
			continue
		}
		n, rooms, cases = n+1, rooms+member.Rooms, cases+member.Cases
		smallRooms, smallCases = smallRooms && member.Rooms < k, smallCases && member.Cases < k
	}
	extreme := func(sum int) bool { return sum == n || sum == n*(k-1) }
	return !total.hidden && (n == 1 || n > 1 && (rooms < k || smallRooms && extreme(rooms) || smallCases && extreme(cases)))
}

// smallestShown is the first of the smallest non-zero figures still shown.
func smallestShown(members []*figure) (smallest *figure) {
	for _, member := range members {
		if !member.hidden && member.Cases > 0 && (smallest == nil || member.Cases < smallest.Cases) {
			smallest = member
		}
	}
	return smallest
}

// protectSums hides one more figure beside the first one that all lines together leave a single value: a small figure, or
// one that two lines share, because each of them counts on it being unknown.
func (n *net) protectSums() bool {
	for i, f := range n.figures {
		if f.hidden && (f.Rooms < n.k || len(n.linesOf(i)) > 1) && !n.canVary(i) && n.hideBeside(i) {
			return true
		}
	}
	return false
}

// linesOf are the positions of the lines a figure stands in.
func (n *net) linesOf(f int) (lines []int) {
	for i, l := range n.lines {
		if l.sign(f) != 0 {
			lines = append(lines, i)
		}
	}
	return lines
}

// sign is how a figure stands in members − total = 0, 0 for one that is not part of the line.
func (l Line) sign(f int) int {
	if f == l.Total {
		return -1
	}
	for _, m := range l.Members {
		if m == f {
			return 1
		}
	}
	return 0
}

// canVary reports whether other figures with the same printed ones have another value at f.
func (n *net) canVary(f int) bool { return n.shift(f, 1, -1) || n.shift(f, -1, -1) }

// shift reports whether f may differ by step with every line but skip still adding up. A hidden figure is 1 at least,
// because zeros are shown. Steps of one are enough: every figure stands in two lines at most, so that other solutions are
// sums of such changes.
func (n *net) shift(f, step, skip int) bool {
	if !n.figures[f].hidden || n.figures[f].Cases+step < 1 {
		return false
	}
	for _, l := range n.linesOf(f) {
		if l != skip && !n.absorb(l, f, step) {
			return false
		}
	}
	return true
}

// absorb reports whether another figure of the line can make a step of f good.
func (n *net) absorb(line, f, step int) bool {
	l := n.lines[line]
	for _, g := range append([]int{l.Total}, l.Members...) {
		if g != f && n.shift(g, -step*l.sign(f)*l.sign(g), line) {
			return true
		}
	}
	return false
}

// hideBeside hides the smallest figure still shown in a line that holds f fast, members before totals.
func (n *net) hideBeside(f int) bool {
	lines := n.linesOf(f)
	for _, fast := range []bool{true, false} {
		for _, l := range lines {
			if fast && (n.absorb(l, f, 1) || n.absorb(l, f, -1)) {
				continue
			}
			members, total := n.line(n.lines[l])
			for _, candidates := range [][]*figure{members, {total}} {
				if other := smallestShown(candidates); other != nil {
					other.hidden = true
					return true
				}
			}
		}
	}
	return false
}
