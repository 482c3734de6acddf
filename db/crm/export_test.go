package crm

import "testing"

func exporter(id int64, roles ...Role) Staff {
	s := Staff{ID: id, Name: "某人", ProjectID: 1}
	for _, r := range roles {
		s.Roles = append(s.Roles, Assignment{Role: r})
	}
	return s
}

func TestAskForExport(t *testing.T) {
	const now, limit = 1_000_000, 500
	for name, c := range map[string]struct {
		wish     Export
		by       Staff
		rows     int64
		deciders int
		field    string // where it is refused, empty for not
		status   string
		expires  int64
	}{
		"masked":                 {Export{Subject: ExportCustomers, Format: FormatXLSX, Purpose: "核对"}, exporter(1, Quality), 500, 0, "", ExportReady, now + 86400},
		"masked, many rows":      {Export{Subject: ExportCustomers, Format: FormatXLSX, Purpose: "核对"}, exporter(1, Supervisor), 501, 0, "", ExportReady, now + 86400},
		"plain by the manager":   {Export{Subject: ExportCustomers, Format: FormatCSV, Purpose: "核对", Plain: true}, exporter(1, Manager), 500, 1, "", ExportWaiting, 0},
		"plain, one too many":    {Export{Subject: ExportCustomers, Format: FormatCSV, Purpose: "核对", Plain: true}, exporter(1, Manager), 501, 1, "rows", "", 0},
		"plain, nobody decides":  {Export{Subject: ExportCustomers, Format: FormatCSV, Purpose: "核对", Plain: true}, exporter(1, Manager), 5, 0, "plain", "", 0},
		"plain by a supervisor":  {Export{Subject: ExportCustomers, Format: FormatCSV, Purpose: "核对", Plain: true}, exporter(1, Supervisor), 5, 2, "plain", "", 0},
		"plain by quality":       {Export{Subject: ExportCases, Format: FormatCSV, Purpose: "核对", Plain: true}, exporter(1, Quality), 5, 2, "plain", "", 0},
		"no purpose":             {Export{Subject: ExportCustomers, Format: FormatCSV}, exporter(1, Manager), 5, 1, "purpose", "", 0},
		"no format":              {Export{Subject: ExportCustomers, Purpose: "核对", Format: "pdf"}, exporter(1, Manager), 5, 1, "format", "", 0},
		"no subject":             {Export{Subject: "staff", Purpose: "核对", Format: FormatCSV}, exporter(1, Manager), 5, 1, "subject", "", 0},
		"nothing there":          {Export{Subject: ExportCases, Purpose: "核对", Format: FormatCSV}, exporter(1, Manager), 0, 1, "rows", "", 0},
		"a full sheet":           {Export{Subject: ExportCases, Purpose: "核对", Format: FormatXLSX}, exporter(1, Manager), 1_048_574, 1, "", ExportReady, now + 86400},
		"more than a sheet":      {Export{Subject: ExportCases, Purpose: "核对", Format: FormatXLSX}, exporter(1, Manager), 1_048_575, 1, "rows", "", 0},
		"more than a sheet, CSV": {Export{Subject: ExportCases, Purpose: "核对", Format: FormatCSV}, exporter(1, Manager), 1_048_575, 1, "", ExportReady, now + 86400},
	} {
		err := c.wish.Ask(c.by, now, c.rows, limit, c.deciders)
		if c.field != "" {
			refusal, ok := err.(*Error)
			if !ok || refusal.Fields[c.field] == "" {
				t.Errorf("%s: %v, want a problem with %s", name, err, c.field)
			}
			continue
		}
		if err != nil || c.wish.Status != c.status || c.wish.ExpiresAt != c.expires || c.wish.AskedBy != 1 || c.wish.Rows != c.rows {
			t.Errorf("%s: %+v, %v", name, c.wish, err)
		}
	}
}

func TestContactColumn(t *testing.T) {
	for rows, want := range map[int64]bool{1: true, 500: true, 501: false} {
		if got := (&Export{Subject: ExportCustomers, Rows: rows}).Contacts(500); got != want {
			t.Errorf("%d rows: %v", rows, got)
		}
	}
	if (&Export{Subject: ExportCases, Rows: 1}).Contacts(500) {
		t.Error("cases have no contacts")
	}
}

func TestDecideExport(t *testing.T) {
	const now = 1_000_000
	for name, c := range map[string]struct {
		by      Staff
		status  string
		verdict string
		code    Code
		want    string
	}{
		"privacy officer":    {exporter(2, PrivacyOfficer), ExportWaiting, "approve", "", ExportReady},
		"second manager":     {exporter(2, Manager), ExportWaiting, "approve", "", ExportReady},
		"refused":            {exporter(2, PrivacyOfficer), ExportWaiting, "refuse", "", ExportRefused},
		"no verdict":         {exporter(2, PrivacyOfficer), ExportWaiting, "", Invalid, ExportWaiting},
		"oneself":            {exporter(1, Manager, PrivacyOfficer), ExportWaiting, "approve", Forbidden, ExportWaiting},
		"supervisor":         {exporter(2, Supervisor), ExportWaiting, "approve", Forbidden, ExportWaiting},
		"decided already":    {exporter(2, PrivacyOfficer), ExportRefused, "approve", Conflict, ExportRefused},
		"masked, long ready": {exporter(2, PrivacyOfficer), ExportReady, "refuse", Conflict, ExportReady},
	} {
		e := Export{AskedBy: 1, Plain: true, Status: c.status}
		err := e.Decide(c.by, now, c.verdict)
		if c.code == "" && err != nil || c.code != "" && !Is(err, c.code) || e.Status != c.want {
			t.Errorf("%s: %s, %v", name, e.Status, err)
		}
		if c.want == ExportReady && c.code == "" && (e.ExpiresAt != now+86400 || e.DecidedBy != 2) {
			t.Errorf("%s: gone at %d, decided by %d", name, e.ExpiresAt, e.DecidedBy)
		}
	}
}

func TestFetchExport(t *testing.T) {
	const ready = 1_000_000
	plain := Export{AskedBy: 1, Plain: true, Subject: ExportCustomers, Status: ExportReady, ExpiresAt: ready + 86400, Format: FormatCSV}
	masked := plain
	masked.Plain = false
	waiting, refused := plain, plain
	waiting.Status, refused.Status = ExportWaiting, ExportRefused
	for name, c := range map[string]struct {
		e    Export
		by   Staff
		at   int64
		rows int64
		code Code
	}{
		"at once":                    {plain, exporter(1, Manager), ready, 500, ""},
		"the last second":            {plain, exporter(1, Manager), ready + 86399, 500, ""},
		"24 hours":                   {plain, exporter(1, Manager), ready + 86400, 500, Gone},
		"masked, 24 hours":           {masked, exporter(1, Quality), ready + 86400, 500, Gone},
		"somebody else":              {plain, exporter(2, PrivacyOfficer), ready, 500, Forbidden},
		"no longer the manager":      {plain, exporter(1, Supervisor), ready, 500, Forbidden},
		"no longer anything":         {masked, exporter(1, Clerk), ready, 500, Forbidden},
		"waiting":                    {waiting, exporter(1, Manager), ready, 5, Conflict},
		"refused":                    {refused, exporter(1, Manager), ready, 5, Conflict},
		"the list has grown":         {plain, exporter(1, Manager), ready, 501, Conflict},
		"the masked list has grown":  {masked, exporter(1, Quality), ready, 501, ""},
		"nobody is left on the list": {masked, exporter(1, Quality), ready, 0, Conflict},
	} {
		err := c.e.Fetch(c.by, c.at, c.rows, 500)
		if c.code == "" && (err != nil || c.e.Downloads != 1 || c.e.Rows != c.rows) || c.code != "" && !Is(err, c.code) {
			t.Errorf("%s: %v, %d downloads", name, err, c.e.Downloads)
		}
	}
}
