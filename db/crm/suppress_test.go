package crm

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// oneRoomEach makes figures of which every case has a room of its own.
func oneRoomEach(cases ...int) []Cell {
	var cells []Cell
	for _, n := range cases {
		cells = append(cells, Cell{n, n})
	}
	return cells
}

// row is a table of one row with its total.
func row(total Cell, cells ...Cell) Linked {
	l := Linked{Figures: append([]Cell{total}, cells...), Lines: []Line{{Total: 0}}}
	for i := range cells {
		l.Lines[0].Members = append(l.Lines[0].Members, i+1)
	}
	return l
}

func (s Shown) String() string {
	if s.Hidden {
		return "*"
	}
	return fmt.Sprint(s.Cases)
}

func printed(l Linked, shown []Shown) string {
	var lines []string
	for _, line := range l.Lines {
		var words []string
		for _, m := range line.Members {
			words = append(words, shown[m].String())
		}
		lines = append(lines, strings.Join(words, " ")+" | "+shown[line.Total].String())
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
		table := row(Cell{sum, sum}, oneRoomEach(test.cells...)...)
		if got := printed(table, Suppress(table, 5)); got != test.want {
			t.Errorf("%v: %s, want %s", test.cells, got, test.want)
		}
	}
}

func TestSuppressRoomsDecide(t *testing.T) {
	for _, test := range []struct {
		name  string
		table Linked
		k     int
		want  string
	}{
		{"many cases of one room", row(Cell{120, 45}, Cell{30, 1}, Cell{40, 20}, Cell{50, 30}), 5, "* * 50 | 120"},
		{"the same rooms every time", row(Cell{16, 3}, Cell{7, 2}, Cell{9, 3}), 5, "* * | *"},
		{"few cases without a room", row(Cell{92, 50}, Cell{2, 0}, Cell{40, 20}, Cell{50, 30}), 5, "* * 50 | 92"},
		{"five rooms in five figures", row(Cell{13, 5}, Cell{2, 1}, Cell{3, 1}, Cell{2, 1}, Cell{2, 1}, Cell{4, 1}), 5, "* * * * * | *"},
		{"higher threshold", row(Cell{49, 49}, oneRoomEach(9, 10, 30)...), 10, "* * 30 | 49"},
		{"never below five", row(Cell{44, 44}, oneRoomEach(4, 10, 30)...), 1, "* * 30 | 44"},
		{"a total that is not theirs", row(Cell{3, 3}, oneRoomEach(0, 0)...), 5, "0 0 | *"},
	} {
		if got := printed(test.table, Suppress(test.table, test.k)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	if got := Suppress(Linked{}, 5); len(got) != 0 {
		t.Errorf("of nothing %v", got)
	}
}

// linkedRow makes figures of one-room cases: kinds, their total, the levels of the first kind, categories.
func linkedRow(kinds, levels, categories []int) Linked {
	var l Linked
	add := func(cases ...int) (at []int) {
		for _, n := range cases {
			at = append(at, len(l.Figures))
			l.Figures = append(l.Figures, Cell{n, n})
		}
		return at
	}
	sum := 0
	for _, n := range kinds {
		sum += n
	}
	total := add(sum)[0]
	kindsAt := add(kinds...)
	l.Lines = []Line{{kindsAt, total}, {add(levels...), kindsAt[0]}, {add(categories...), total}}
	return l
}

func TestSuppressTablesThatShareFigures(t *testing.T) {
	for _, test := range []struct {
		name                      string
		kinds, levels, categories []int
		want                      string
	}{
		{"nothing small", []int{12, 8}, []int{7, 5}, []int{9, 11}, "12 8 | 20 / 7 5 | 12 / 9 11 | 20"},
		{"as a table of its own", []int{12, 3, 7, 0}, []int{12}, []int{22}, "12 * * 0 | 22 / 12 | 12 / 22 | 22"},
		{"a complement is not told by its parts", []int{6, 3}, []int{6, 0}, []int{9}, "* * | 9 / * 0 | * / 9 | 9"},
		{"a hidden total is not told by another table", []int{1, 1, 1, 1, 1}, []int{1}, []int{5}, "* * * * * | * / * | * / * | *"},
		{"parts of a hidden figure give a bound", []int{6, 1, 9}, []int{5, 1}, []int{16}, "* * * | 16 / 5 * | * / 16 | 16"},
		{"empty", []int{0, 0}, []int{0}, []int{0}, "0 0 | 0 / 0 | 0 / 0 | 0"},
	} {
		l := linkedRow(test.kinds, test.levels, test.categories)
		if got := printed(l, Suppress(l, 5)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// other looks for values of the hidden figures, 1 or more, that fit everything printed and differ from the true ones at f.
func (l Linked) other(shown []Shown, values []int, at, f int) bool {
	if at == len(values) {
		for _, line := range l.Lines {
			sum := 0
			for _, m := range line.Members {
				sum += values[m]
			}
			if sum != values[line.Total] {
				return false
			}
		}
		return values[f] != l.Figures[f].Cases
	}
	if !shown[at].Hidden {
		return l.other(shown, values, at+1, f)
	}
	own := values[at]
	defer func() { values[at] = own }()
	for _, v := range []int{own, own - 1, own + 1, own - 2, own + 2} {
		if values[at] = v; v > 0 && l.other(shown, values, at+1, f) {
			return true
		}
	}
	return false
}

func TestSuppressNobodyCanWorkItOut(t *testing.T) {
	random := rand.New(rand.NewSource(7))
	split := func(n, parts int) []int {
		cells := make([]int, parts)
		for range n {
			cells[random.Intn(parts)]++
		}
		return cells
	}
	for range 1500 {
		kinds := split(1+random.Intn(24), 2+random.Intn(2))
		sum := 0
		for _, n := range kinds {
			sum += n
		}
		l := linkedRow(kinds, split(kinds[0], 1+random.Intn(3)), split(sum, 1+random.Intn(3)))
		shown := Suppress(l, 5)
		values := make([]int, len(l.Figures))
		for i, cell := range l.Figures {
			values[i] = cell.Cases
		}
		for i, cell := range l.Figures {
			if cell.Cases == 0 && shown[i].Hidden || cell.Cases > 0 && cell.Rooms < 5 && !shown[i].Hidden {
				t.Fatalf("figure %d of %+v is wrong in %s", i, l, printed(l, shown))
			}
			if shown[i].Hidden && cell.Rooms < 5 && !l.other(shown, values, 0, i) {
				t.Fatalf("figure %d of %+v can be worked out from %s", i, l, printed(l, shown))
			}
		}
	}
}
