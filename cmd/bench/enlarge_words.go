package main

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/mattn/go-sqlite3"

	"linli/db"
	"linli/db/crm"
)

const loaderDriver = "linli-loader"

// numbering is what numbers are moved on by in each copy.
type numbering struct {
	buildings, bays int
	of              map[string]int // counter → its value
}

// numbers are those of the file being enlarged; SQL knows its functions only by name.
var numbers numbering

func init() {
	sql.Register(loaderDriver, &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		for name, f := range map[string]any{"later_building": laterBuilding, "later_room": laterRoom, "room_order": roomOrder, "later_number": laterNumber,
			"later_phone": laterPhone, "later_plate": laterPlate, "later_code": laterCode, "later_key": laterKey, "backwards": backwards, "words": db.Words} {
			if err := conn.RegisterFunc(name, f, true); err != nil {
				return err
			}
		}
		return nil
	}})
}

func laterBuilding(no string, k int) (string, error) {
	if no == "" {
		return "", nil
	}
	n, err := strconv.Atoi(no)
	return strconv.Itoa(n + k*numbers.buildings), err
}

// laterRoom moves the building on, or the number of a bay outside the buildings.
func laterRoom(code string, k int) (string, error) {
	a, err := crm.ParseAddress(code)
	if err != nil {
		return "", err
	}
	if a.Building == "" {
		garage, bay, _ := strings.Cut(a.Room, "-")
		n, err := strconv.Atoi(bay)
		a.Room = fmt.Sprintf("%s-%03d", garage, n+k*numbers.bays)
		return a.Code(), err
	}
	a.Building, err = laterBuilding(a.Building, k)
	return a.Code(), err
}

func roomOrder(code string) (string, error) {
	a, err := crm.ParseAddress(code)
	return a.SortKey(), err
}

// laterNumber goes on counting where the counter of the day, or of the customers, stood.
func laterNumber(no string, k int) (string, error) {
	n, ok := crm.ParseNumber(no)
	if !ok {
		return "", fmt.Errorf("%q is no number", no)
	}
	counter := "customer " + n.Project
	if n.IsCase() {
		counter = "case:" + n.Prefix + ":" + n.Project + ":" + n.On
	}
	count, ok := numbers.of[counter]
	if !ok {
		return "", fmt.Errorf("no counter %q", counter)
	}
	n.Seq += k * count
	return n.String(), nil
}

// laterPhone is another number nobody has: demo numbers are steps of one size around a circle, and a copy goes a million on.
func laterPhone(digits string, k int) string {
	const circle, step = 99_999_989, 72_287_309
	n, err := strconv.Atoi(strings.TrimPrefix(digits, "154"))
	if err != nil || len(digits) != 11 || !strings.HasPrefix(digits, "154") {
		return digits
	}
	return fmt.Sprintf("154%08d", (n+k*1_000_000%circle*step)%circle)
}

// laterPlate is the plate of another town: 24 letters of four provinces.
func laterPlate(plate string, k int) (string, error) {
	const provinces, towns = "浙苏皖赣", "ABCDEFGHJKLMNPQRSTUVWXYZ"
	p, rest, ok := strings.Cut(plate, "A")
	if !ok || p != "浙" || k/len(towns) >= len([]rune(provinces)) {
		return "", fmt.Errorf("no %dth plate of %q", k, plate)
	}
	return string([]rune(provinces)[k/len(towns)]) + towns[k%len(towns):k%len(towns)+1] + rest, nil
}

// laterCode moves each letter of a query code on, by other steps in each copy.
func laterCode(code string, k int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	moved := []byte(code)
	for i, c := range moved {
		if at := strings.IndexByte(letters, c); at >= 0 {
			moved[i] = letters[(at+k>>(i%2*5))%len(letters)]
		}
	}
	return string(moved)
}

// laterKey puts a record's later id into a key that is made of it.
func laterKey(key any, id, later int64) any {
	text, ok := key.(string)
	if !ok {
		return nil
	}
	parts := strings.Split(text, ":")
	for i, part := range parts {
		if part == strconv.FormatInt(id, 10) {
			parts[i] = strconv.FormatInt(later, 10)
			return strings.Join(parts, ":")
		}
	}
	return text + ":" + strconv.FormatInt(later, 10)
}

func backwards(digits string) string {
	b := []byte(digits)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

func (e *enlarging) readCounters() error {
	numbers = numbering{of: map[string]int{}}
	if err := e.rows(`SELECT name, value FROM base.counter`, nil, func(r *sql.Rows) error {
		var name string
		var value int
		err := r.Scan(&name, &value)
		numbers.of[name] = value
		return err
	}); err != nil {
		return err
	}
	return e.QueryRowContext(e.ctx, `SELECT (SELECT COUNT(*) FROM base.building), (SELECT COUNT(*) FROM base.room WHERE building_no = '')`).Scan(&numbers.buildings, &numbers.bays)
}

// raiseCounters lets the product go on counting behind the copies.
func (e *enlarging) raiseCounters() error {
	return e.exec(`UPDATE main.counter SET value = value * ? WHERE name LIKE 'case:%' OR name LIKE 'customer %'`, e.times)
}
