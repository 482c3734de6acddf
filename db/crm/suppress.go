package crm

// MinRooms is the smallest number of distinct rooms a published figure may rest on; a project may only raise it.
const MinRooms = 5

// Cell is a published figure: Cases is printed, Rooms, the distinct rooms behind it, decides. A case without a room counts as one.
type Cell struct{ Cases, Rooms int }

// Table is what is meant to be published. A nil margin is not printed; Total is printed only beside a margin.
// A margin's Rooms are its own distinct rooms, not the sum of its cells'. One row with its total: Cells of one row, Rows of one cell.
type Table struct {
	Cells [][]Cell // all rows of one length
	Rows  []Cell   // total of each row
	Cols  []Cell   // total of each column
	Total *Cell
}

// Shown is a figure as printed: the number, or "*".
type Shown struct {
	Cases  int
	Hidden bool
}

// Suppressed is the table as printed, in the shape of its Table.
type Suppressed struct {
	Cells      [][]Shown
	Rows, Cols []Shown
	Total      *Shown
}

// Suppress hides what rests on fewer than k rooms (never below MinRooms) and as much more as keeps anybody from working it out.
func Suppress(table Table, k int) Suppressed {
	g := newGrid(table, max(k, MinRooms))
	for g.protectLines() || g.protectSums() {
	}
	return g.print(table)
}

// figure is an entry of the grid; an absent one is a margin nobody prints.
type figure struct {
	Cell
	hidden, absent bool
}

// grid is the table with the row totals as last column, the column totals as last row and the grand total in the corner.
type grid struct {
	at         [][]figure
	rows, cols int // inner size
	k          int
}

func newGrid(table Table, k int) *grid {
	g := &grid{rows: len(table.Cells), k: k}
	if g.rows > 0 {
		g.cols = len(table.Cells[0])
	}
	for i := range g.rows + 1 {
		line := make([]figure, g.cols+1)
		for j := range line {
			switch {
			case i < g.rows && j < g.cols:
				line[j].Cell = table.Cells[i][j]
			case i < g.rows && table.Rows != nil:
				line[j].Cell = table.Rows[i]
			case i == g.rows && j < g.cols && table.Cols != nil:
				line[j].Cell = table.Cols[j]
			case i == g.rows && j == g.cols && table.Total != nil && (table.Rows != nil || table.Cols != nil):
				line[j].Cell = *table.Total
			default:
				line[j].absent = true
			}
			if line[j].Cases > 0 {
				line[j].Rooms = max(1, line[j].Rooms)
			}
			line[j].hidden = line[j].Cases > 0 && line[j].Rooms < k
		}
		g.at = append(g.at, line)
	}
	for j := range g.cols {
		g.fillAbsent(g.line(j, true))
	}
	for i := range g.rows + 1 {
		g.fillAbsent(g.line(i, false))
	}
	return g
}

// fillAbsent gives a margin nobody prints the value it would have.
func (g *grid) fillAbsent(members []*figure, total *figure) {
	if total.absent {
		for _, member := range members {
			total.Cases += member.Cases
		}
	}
}

// line returns the figures of a row or column and its total.
func (g *grid) line(index int, column bool) (members []*figure, total *figure) {
	if column {
		for i := range g.rows {
			members = append(members, &g.at[i][index])
		}
		return members, &g.at[g.rows][index]
	}
	for j := range g.cols {
		members = append(members, &g.at[index][j])
	}
	return members, &g.at[index][g.cols]
}

// protectLines is the published rule: each row, then each column, whose total is shown, until nothing changes.
func (g *grid) protectLines() (changed bool) {
	for again := true; again; changed = changed || again {
		again = false
		for i := range g.rows + 1 {
			members, total := g.line(i, false)
			again = protect(members, total, g.k) || again
		}
		for j := range g.cols + 1 {
			members, total := g.line(j, true)
			again = protect(members, total, g.k) || again
		}
	}
	return changed
}

// protect hides the smallest other figure of a line as long as what is shown gives something hidden away.
func protect(members []*figure, total *figure, k int) (changed bool) {
	if total.absent || len(members) == 0 || members[0].absent {
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
		if !member.hidden && !member.absent && member.Cases > 0 && (smallest == nil || member.Cases < smallest.Cases) {
			smallest = member
		}
	}
	return smallest
}

func (g *grid) print(table Table) Suppressed {
	var out Suppressed
	show := func(f figure) Shown {
		if f.hidden {
			return Shown{Hidden: true}
		}
		return Shown{Cases: f.Cases}
	}
	for i := range g.rows {
		line := make([]Shown, g.cols)
		for j := range line {
			line[j] = show(g.at[i][j])
		}
		out.Cells = append(out.Cells, line)
	}
	for i := range table.Rows {
		out.Rows = append(out.Rows, show(g.at[i][g.cols]))
	}
	for j := range table.Cols {
		out.Cols = append(out.Cols, show(g.at[g.rows][j]))
	}
	if corner := g.at[g.rows][g.cols]; !corner.absent {
		total := show(corner)
		out.Total = &total
	}
	return out
}
