package crm

// protectSums catches what no single line gives away: a hidden figure that rows and columns together leave only one value.
// It hides one more figure beside the first such it finds.
func (g *grid) protectSums() bool {
	for i := range g.at {
		for j, f := range g.at[i] {
			if f.hidden && f.Rooms < g.k && !g.canVary(i, j) && g.hideBeside(i, j) {
				return true
			}
		}
	}
	return false
}

// hideBeside hides the smallest figure still shown in the row or column of (i, j), before their totals.
func (g *grid) hideBeside(i, j int) bool {
	row, rowTotal := g.line(i, false)
	column, columnTotal := g.line(j, true)
	for _, candidates := range [][]*figure{row, column, {rowTotal, columnTotal, &g.at[g.rows][g.cols]}} {
		if other := smallestShown(candidates); other != nil {
			other.hidden = true
			return true
		}
	}
	return false
}

// canVary reports whether another table with the same printed figures has another value at (i, j).
//
// Every figure stands in one row sum and one column sum, so the tables with the same printed figures differ by circulations
// on a graph whose nodes are the sums and whose arcs are the figures not printed: cells lead from row to column, column
// totals to the row of totals, the grand total to the column of totals, row totals back to their row. A figure varies
// exactly if an arc can take one unit more, or give one up, and a path of such changes leads back.
func (g *grid) canVary(i, j int) bool {
	from, to := g.arc(i, j)
	f := g.at[i][j]
	return g.path(to, from, i, j) || f.Cases > f.least() && g.path(from, to, i, j)
}

// least is the smallest value a reader must think possible: a hidden figure is not 0, because zeros are shown.
func (f figure) least() int {
	if f.absent {
		return 0
	}
	return 1
}

// arc gives the two nodes of a figure: sums of rows are 0…rows, sums of columns follow.
func (g *grid) arc(i, j int) (from, to int) {
	row, column := i, g.rows+1+j
	if (i == g.rows) != (j == g.cols) { // a margin's own figure runs against the cells
		return column, row
	}
	return row, column
}

// path looks for changes leading from one node to another without touching the figure at (skipRow, skipCol).
func (g *grid) path(start, goal, skipRow, skipCol int) bool {
	seen := make([]bool, g.rows+g.cols+2)
	seen[start] = true
	for queue := []int{start}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == goal {
			return true
		}
		for i := range g.at {
			for j, f := range g.at[i] {
				if !f.hidden && !f.absent || i == skipRow && j == skipCol {
					continue
				}
				from, to := g.arc(i, j)
				if f.Cases > f.least() && to == queue[0] && !seen[from] {
					seen[from], queue = true, append(queue, from)
				}
				if from == queue[0] && !seen[to] {
					seen[to], queue = true, append(queue, to)
				}
			}
		}
	}
	return false
}
