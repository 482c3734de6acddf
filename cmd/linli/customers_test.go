package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestCustomersAsJSON(t *testing.T) {
	data := importOffice(t)
	file := filepath.Join(t.TempDir(), "名册.csv")
	roster := "姓名,手机,房号,身份,入住日期\n许婷,15400000001（配偶） 154000000,3-2-501,业主,2020-01-02\n许婷,15400000001,3-2-502,租户,2021-01-02\n甲<乙>&丙,,,,\n"
	if err := os.WriteFile(file, []byte(roster), 0o600); err != nil {
		t.Fatal(err)
	}
	linli(t, exitOK, "import", "customers", file, "--data", data)
	before := journalRows(t, data)
	out, _ := linli(t, exitOK, "customers", "--data", data, "--json")
	if strings.Contains(out, "15400000001") {
		t.Error("a plain number")
	}
	var lines []customerLine
	for scan := bufio.NewScanner(strings.NewReader(out)); scan.Scan(); {
		var l customerLine
		if err := json.Unmarshal(scan.Bytes(), &l); err != nil {
			t.Fatalf("%s: %v", scan.Text(), err)
		}
		lines = append(lines, l)
	}
	want := []customerLine{
		{"KH-LY-000001", "许婷", "person", "owner", []roomLine{{"3-2-501", "owner", "2020-01-02"}, {"3-2-502", "tenant", "2021-01-02"}},
			[]contactLine{{"154****0001", "配偶", false}, {"****0000", "", true}}},
		{"KH-LY-000002", "甲<乙>&丙", "person", "prospect", []roomLine{}, []contactLine{}},
	}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("got %+v", lines)
	}
	if after := journalRows(t, data); after != before+1 {
		t.Errorf("%d lines in the journal, want one more than %d: that everybody was read", after, before)
	}
	if text, _ := linli(t, exitOK, "customers", "--data", data); !strings.Contains(text, "KH-LY-000001 许婷 业主 3-2-501 3-2-502 154****0001") {
		t.Errorf("as text: %q", text)
	}
	linli(t, exitFailed, "customers", "--data", data, "--project", "XX")
}
