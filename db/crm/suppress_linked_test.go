package crm

import (
	"math/rand"
	"reflect"
	"strings"
	"testing"
)

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

func linkedPrinted(l Linked, shown []Shown) string {
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

func TestSuppressLinked(t *testing.T) {
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
		if got := linkedPrinted(l, SuppressLinked(l, 5)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// One line alone is suppressed as Suppress does it.
func TestSuppressLinkedIsSuppress(t *testing.T) {
	random := rand.New(rand.NewSource(3))
	for range 3000 {
		table := Table{Cells: [][]Cell{nil}, Rows: []Cell{{}}}
		l := Linked{Figures: []Cell{{}}, Lines: []Line{{Total: 0}}}
		for i := range 1 + random.Intn(6) {
			n := random.Intn(12)
			cell := Cell{n, n - random.Intn(n+1)/3}
			table.Cells[0] = append(table.Cells[0], cell)
			table.Rows[0] = Cell{table.Rows[0].Cases + n, table.Rows[0].Rooms + cell.Rooms}
			l.Figures, l.Lines[0].Members = append(l.Figures, cell), append(l.Lines[0].Members, i+1)
		}
		l.Figures[0] = table.Rows[0]
		want, got := Suppress(table, 5), SuppressLinked(l, 5)
		if !reflect.DeepEqual(got[1:], want.Cells[0]) || got[0] != want.Rows[0] {
			t.Fatalf("%+v: %s, want %s", table, linkedPrinted(l, got), printed(want))
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

func TestSuppressLinkedNobodyCanWorkItOut(t *testing.T) {
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
		shown := SuppressLinked(l, 5)
		values := make([]int, len(l.Figures))
		for i, cell := range l.Figures {
			values[i] = cell.Cases
		}
		for i, cell := range l.Figures {
			if cell.Cases == 0 && shown[i].Hidden || cell.Cases > 0 && cell.Rooms < 5 && !shown[i].Hidden {
				t.Fatalf("figure %d of %+v is wrong in %s", i, l, linkedPrinted(l, shown))
			}
			if shown[i].Hidden && cell.Rooms < 5 && !l.other(shown, values, 0, i) {
				t.Fatalf("figure %d of %+v can be worked out from %s", i, l, linkedPrinted(l, shown))
			}
		}
	}
}
