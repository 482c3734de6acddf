package crm

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// oneRoomEach makes cells of which every case has a room of its own.
func oneRoomEach(cases ...int) []Cell {
	var cells []Cell
	for _, n := range cases {
		cells = append(cells, Cell{n, n})
	}
	return cells
}

func (s Shown) String() string {
	if s.Hidden {
		return "*"
	}
	return fmt.Sprint(s.Cases)
}

func printed(s Suppressed) string {
	var lines []string
	for i, cells := range s.Cells {
		line := strings.Trim(fmt.Sprint(cells), "[]")
		if s.Rows != nil {
			line += " | " + s.Rows[i].String()
		}
		lines = append(lines, line)
	}
	if s.Cols != nil {
		line := strings.Trim(fmt.Sprint(s.Cols), "[]")
		if s.Total != nil {
			line += " | " + s.Total.String()
		}
		lines = append(lines, line)
	} else if s.Total != nil {
		lines = append(lines, s.Total.String())
	}
	return strings.Join(lines, " / ")
}

func TestSuppressRow(t *testing.T) {
	for _, test := range []struct {
		cells []int
		want  string
	}{
		{[]int{12, 3, 7, 0}, "12 * * 0 | 22"},
		{[]int{1, 2, 19}, "* * * | 22"},
		{[]int{2, 4, 9, 20}, "* * 9 20 | 35"},
		{[]int{4, 30}, "* * | 34"},
		{[]int{3, 0}, "* 0 | *"},
		{[]int{5, 4, 4}, "* * * | 13"},
		{[]int{1, 1, 1, 1, 1}, "* * * * * | *"},
		{[]int{4, 4, 4}, "* * * | *"},
		{[]int{5, 6, 0}, "5 6 0 | 11"},
		{[]int{4, 5, 5}, "* * 5 | 14"},
		{[]int{1, 1, 3}, "* * * | 5"},
		{[]int{1, 4, 6}, "* * 6 | 11"},
		{[]int{1, 3, 6, 7}, "* * * 7 | 17"},
		{[]int{5}, "5 | 5"},
		{[]int{4}, "* | *"},
		{[]int{0, 0}, "0 0 | 0"},
		{[]int{2, 2}, "* * | *"},
	} {
		sum := 0
		for _, n := range test.cells {
			sum += n
		}
		table := Table{Cells: [][]Cell{oneRoomEach(test.cells...)}, Rows: oneRoomEach(sum)}
		if got := printed(Suppress(table, 5)); got != test.want {
			t.Errorf("%v: %s, want %s", test.cells, got, test.want)
		}
		column := Table{Cols: oneRoomEach(sum)}
		for _, n := range test.cells {
			column.Cells = append(column.Cells, oneRoomEach(n))
		}
		if got, want := printed(Suppress(column, 5)), strings.ReplaceAll(strings.Replace(test.want, " |", "", 1), " ", " / "); got != want {
			t.Errorf("%v as a column: %s, want %s", test.cells, got, want)
		}
	}
}

func TestSuppressRoomsDecide(t *testing.T) {
	for _, test := range []struct {
		name  string
		table Table
		k     int
		want  string
	}{
		{"many cases of one room", Table{Cells: [][]Cell{{{30, 1}, {40, 20}, {50, 30}}}, Rows: []Cell{{120, 45}}}, 5, "* * 50 | 120"},
		{"the same rooms every time", Table{Cells: [][]Cell{{{7, 2}, {9, 3}}}, Rows: []Cell{{16, 3}}}, 5, "* * | *"},
		{"few cases without a room", Table{Cells: [][]Cell{{{2, 0}, {40, 20}, {50, 30}}}, Rows: []Cell{{92, 50}}}, 5, "* * 50 | 92"},
		{"five rooms in five figures", Table{Cells: [][]Cell{{{2, 1}, {3, 1}, {2, 1}, {2, 1}, {4, 1}}}, Rows: []Cell{{13, 5}}}, 5, "* * * * * | *"},
		{"higher threshold", Table{Cells: [][]Cell{oneRoomEach(9, 10, 30)}, Rows: oneRoomEach(49)}, 10, "* * 30 | 49"},
		{"never below five", Table{Cells: [][]Cell{oneRoomEach(4, 10, 30)}, Rows: oneRoomEach(44)}, 1, "* * 30 | 44"},
		{"no total, nothing to work out", Table{Cells: [][]Cell{oneRoomEach(4, 10, 30)}}, 5, "* 10 30"},
		{"nothing", Table{}, 5, ""},
		{"a total that is not theirs", Table{Cells: [][]Cell{oneRoomEach(0, 0)}, Rows: oneRoomEach(3)}, 5, "0 0 | *"},
	} {
		if got := printed(Suppress(test.table, test.k)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// square makes a table of one-room cases with the margins asked for.
func square(rows, cols, total bool, cells ...[]int) Table {
	var table Table
	sums, all := make([]int, len(cells[0])), 0
	for _, line := range cells {
		sum := 0
		for j, n := range line {
			sum, sums[j], all = sum+n, sums[j]+n, all+n
		}
		table.Cells = append(table.Cells, oneRoomEach(line...))
		if rows {
			table.Rows = append(table.Rows, oneRoomEach(sum)...)
		}
	}
	if cols {
		table.Cols = oneRoomEach(sums...)
	}
	if total {
		table.Total = &oneRoomEach(all)[0]
	}
	return table
}

func TestSuppressTable(t *testing.T) {
	for _, test := range []struct {
		name  string
		table Table
		want  string
	}{
		{"a rectangle around one small cell", square(true, true, true, []int{3, 9, 20}, []int{8, 12, 15}, []int{30, 31, 32}),
			"* * 20 | 32 / * * 15 | 35 / 30 31 32 | 93 / 41 52 67 | 160"},
		{"nothing small", square(true, true, true, []int{5, 6}, []int{7, 0}), "5 6 | 11 / 7 0 | 7 / 12 6 | 18"},
		{"a small row total needs a partner", square(true, false, true, []int{3, 0}, []int{5, 7}, []int{8, 9}),
			"* 0 | * / * 7 | * / 8 9 | 17 / 32"},
		{"row totals only", square(true, false, false, []int{3, 9}, []int{10, 11}), "* * | 12 / 10 11 | 21"},
		{"no margins", square(false, false, true, []int{3, 9}, []int{10, 11}), "* 9 / 10 11"},
		{"one figure", square(true, true, true, []int{3}), "* | * / * | *"},
	} {
		if got := printed(Suppress(test.table, 5)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// A bridge: every line hides two figures or more, yet rows and columns together would give the figure in the middle away.
func TestSuppressBridge(t *testing.T) {
	table := square(true, true, false,
		[]int{6, 7, 90, 90}, []int{8, 9, 2, 90}, []int{90, 90, 10, 11}, []int{90, 90, 12, 13})
	g := newGrid(table, 5)
	for _, place := range [][2]int{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 2}, {2, 3}, {3, 2}, {3, 3}} {
		g.at[place[0]][place[1]].hidden = true
	}
	if g.protectLines() {
		t.Fatal("a line was not protected to begin with")
	}
	if g.canVary(1, 2) || !g.protectSums() || !g.canVary(1, 2) {
		t.Error("the figure in the middle can be worked out")
	}
}

// reader is somebody with the printed table, paper and patience: hidden figures are 1 or more, sums must hold.
type reader struct {
	s      Suppressed
	values [][]int
}

// other looks for a table with the same printed figures in which check is true.
func (r *reader) other(at int, check func() bool) bool {
	cols := len(r.s.Cells[0])
	if at == len(r.s.Cells)*cols {
		return r.colsHold() && check()
	}
	i, j := at/cols, at%cols
	if j == 0 && i > 0 && !r.rowHolds(i-1) {
		return false
	}
	if !r.s.Cells[i][j].Hidden {
		return r.other(at+1, check)
	}
	own := r.values[i][j]
	defer func() { r.values[i][j] = own }()
	for v := range own + 3 {
		if r.values[i][j] = v + 1; r.other(at+1, check) {
			return true
		}
	}
	return false
}

func (r *reader) rowSum(i int) (sum int) {
	for _, v := range r.values[i] {
		sum += v
	}
	return sum
}

func (r *reader) colSum(j int) (sum int) {
	for i := range r.values {
		sum += r.values[i][j]
	}
	return sum
}

func (r *reader) rowHolds(i int) bool {
	return r.s.Rows == nil || r.s.Rows[i].Hidden || r.rowSum(i) == r.s.Rows[i].Cases
}

func (r *reader) colsHold() bool {
	all := 0
	for j := range r.values[0] {
		if all += r.colSum(j); r.s.Cols != nil && !r.s.Cols[j].Hidden && r.colSum(j) != r.s.Cols[j].Cases {
			return false
		}
	}
	return r.rowHolds(len(r.values)-1) && (r.s.Total == nil || r.s.Total.Hidden || all == r.s.Total.Cases)
}

func TestSuppressNobodyCanWorkItOut(t *testing.T) {
	random := rand.New(rand.NewSource(11))
	for range 4000 {
		table := randomTable(random)
		s := Suppress(table, 5)
		r := reader{s: s}
		for _, line := range table.Cells {
			var values []int
			for _, cell := range line {
				values = append(values, cell.Cases)
			}
			r.values = append(r.values, values)
		}
		unique := func(what string, figure Cell, shown Shown, now func() int) {
			if figure.Cases == 0 && shown.Hidden || figure.Cases > 0 && figure.Rooms < 5 && !shown.Hidden {
				t.Fatalf("%s of %+v is wrong in %s", what, table, printed(s))
			}
			if shown.Hidden && figure.Rooms < 5 && !r.other(0, func() bool { return now() != figure.Cases }) {
				t.Fatalf("%s of %+v can be worked out from %s", what, table, printed(s))
			}
		}
		for i := range table.Cells {
			for j, cell := range table.Cells[i] {
				unique(fmt.Sprintf("cell %d,%d", i, j), cell, s.Cells[i][j], func() int { return r.values[i][j] })
			}
		}
		for i, cell := range table.Rows {
			unique(fmt.Sprintf("row %d", i), cell, s.Rows[i], func() int { return r.rowSum(i) })
		}
		for j, cell := range table.Cols {
			unique(fmt.Sprintf("column %d", j), cell, s.Cols[j], func() int { return r.colSum(j) })
		}
	}
}

// randomTable has up to 3 by 3 figures, mostly small, resting on as many rooms or fewer.
func randomTable(random *rand.Rand) Table {
	cells := make([][]int, 1+random.Intn(3))
	cols := 1 + random.Intn(3)
	for i := range cells {
		for range cols {
			cells[i] = append(cells[i], []int{0, 1, 1, 2, 3, 4, 5, 5, 6, 9}[random.Intn(10)])
		}
	}
	margins := 1 + random.Intn(3)
	table := square(margins&1 > 0, margins&2 > 0, random.Intn(3) > 0, cells...)
	if random.Intn(2) == 0 {
		return table
	}
	fewer := func(cell *Cell, atLeast int) { cell.Rooms = max(atLeast, cell.Rooms-random.Intn(cell.Rooms/2+1)) }
	rows, sums := make([]int, len(cells)), make([]int, cols)
	for i := range table.Cells {
		for j := range table.Cells[i] {
			fewer(&table.Cells[i][j], 0)
			rows[i], sums[j] = max(rows[i], table.Cells[i][j].Rooms), max(sums[j], table.Cells[i][j].Rooms)
		}
	}
	for i := range table.Rows {
		fewer(&table.Rows[i], rows[i])
	}
	for j := range table.Cols {
		fewer(&table.Cols[j], sums[j])
	}
	return table
}
