package crm

import "testing"

func TestContractCheck(t *testing.T) {
	good := Contract{CustomerID: 1, Kind: "vas", No: "HT-1", SignedOn: "2026-03-01", StartOn: "2026-03-01", EndOn: "2026-03-01"}
	tests := []struct {
		name  string
		edit  func(*Contract)
		field string
	}{
		{"as it should be", func(*Contract) {}, ""}, {"no number", func(c *Contract) { c.No = "" }, "no"}, {"no kind", func(c *Contract) { c.Kind = "" }, "kind"},
		{"signed today", func(c *Contract) { c.SignedOn = "2026-03-02" }, ""}, {"signed tomorrow", func(c *Contract) { c.SignedOn = "2026-03-03" }, "signed_on"},
		{"not signed", func(c *Contract) { c.SignedOn = "" }, "signed_on"}, {"ends before it begins", func(c *Contract) { c.EndOn = "2026-02-28" }, "end_on"},
		{"a fen below nothing", func(c *Contract) { c.AmountFen = -1 }, "amount"}, {"the project's kind with a customer", func(c *Contract) { c.Kind = "assembly" }, "kind"},
		{"a customer's kind without one", func(c *Contract) { c.CustomerID = 0 }, "kind"}, {"the project's own", func(c *Contract) { c.CustomerID, c.Kind = 0, "preliminary" }, ""},
	}
	for _, x := range tests {
		c, p := good, Problems{}
		x.edit(&c)
		c.Check("2026-03-02", p)
		if _, refused := p[x.field]; refused != (x.field != "") || len(p) > 1 {
			t.Errorf("%s: refused for %v", x.name, p)
		}
	}
}

func TestContractState(t *testing.T) {
	c := Contract{StartOn: "2026-01-01", EndOn: "2026-12-31"}
	for day, want := range map[string]string{"2025-12-31": "未开始", "2026-01-01": "履行中", "2026-12-31": "履行中", "2027-01-01": "已到期"} {
		if got := c.State(day); got != want {
			t.Errorf("on %s: %s, want %s", day, got, want)
		}
	}
	if got := (Contract{}).State("2026-01-01"); got != "履行中" {
		t.Errorf("without dates: %s", got)
	}
}

func TestHandover(t *testing.T) {
	present := Stewardship{ID: 1, StaffID: 7, StartOn: "2026-01-10"}
	tests := []struct {
		name    string
		present Stewardship
		to      int64
		on      string
		field   string
	}{
		{"nobody yet", Stewardship{}, 7, "2026-01-01", ""}, {"the day the present one began", present, 8, "2026-01-10", ""}, {"the day before", present, 8, "2026-01-09", "start_on"},
		{"to the same", present, 7, "2026-02-01", "steward"}, {"to nobody", present, 0, "2026-02-01", "steward"}, {"no day", present, 8, "", "start_on"},
	}
	for _, x := range tests {
		p := Problems{}
		CheckHandover(x.present, x.to, x.on, p)
		if _, refused := p[x.field]; refused != (x.field != "") || len(p) > 1 {
			t.Errorf("%s: refused for %v", x.name, p)
		}
	}
	w := Stewardship{StartOn: "2026-01-10", EndOn: "2026-02-01"}
	for day, want := range map[string]bool{"2026-01-09": false, "2026-01-10": true, "2026-01-31": true, "2026-02-01": false} {
		if w.Holds(day) != want {
			t.Errorf("holds on %s: %v", day, !want)
		}
	}
}
