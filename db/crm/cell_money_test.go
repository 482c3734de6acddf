package crm

import "testing"

func TestReadYuan(t *testing.T) {
	for cell, want := range map[string]int64{
		" 27,275.25 ": 2727525, "￥1,234.50元": 123450, "¥ 99": 9900, "1 234.50": 123450, "１２３４．５": 123450, "RMB 12": 1200, "人民币5元整": 500,
		"0": 0, "0.00": 0, ".5": 50, "12.3400": 1234, "-100": -10000, "(100.00)": -10000, "（１００）": -10000, "100-": -10000, "￥-100": -10000, "1.5万": 1500000, "2千元": 200000,
		"1.2345E+4": 1234500, "27275.250000000004": 2727525, "1，234.5": 123450, "1,234,567.89": 123456789, "12345678": 1234567800,
	} {
		if fen, given, err := ReadYuan(cell); err != nil || !given || fen != want {
			t.Errorf("%q: got %d %v %v, want %d", cell, fen, given, err, want)
		}
	}
	for _, cell := range []string{"", "无", "-", "—", "　", "N/A"} {
		if fen, given, err := ReadYuan(cell); err != nil || given || fen != 0 {
			t.Errorf("%q is nothing: %d %v %v", cell, fen, given, err)
		}
	}
	for _, cell := range []string{"abc", "12.345", "1,23.4", "12,34", "1.2.3", "--1", "100元/月", "9999999999999", "99999999999万", "1 2", "()", "元", "1E+400"} {
		if fen, _, err := ReadYuan(cell); !Is(err, Invalid) {
			t.Errorf("%q: got %d %v, want a refusal", cell, fen, err)
		}
	}
}

func TestReadPeriod(t *testing.T) {
	for cell, want := range map[string]string{
		"2026-10": "2026-10", "2026年10月": "2026-10", "2026/1": "2026-01", "202610": "2026-10", "2026.03": "2026-03", "２０２６年１月份": "2026-01", "2026-10-01": "2026-10",
		"2026-10-01 00:00:00": "2026-10", "202610.0": "2026-10", "46296": "2026-10", "二〇二六年十月": "2026-10",
		"2026Q3": "2026-Q3", "2026年第三季度": "2026-Q3", "2026年3季度": "2026-Q3", "2026年上半年": "2026-H1", "2026H2": "2026-H2", "2026": "2026", "2026年度": "2026", "2026年": "2026",
		"2026年1月至3月": "2026-Q1", "2026-01~2026-03": "2026-Q1", "202601-202612": "2026", "2026年7月-12月": "2026-H2", "2026.1-2026.2": "2026-01~2026-02", "2026年1月1日至2026年12月31日": "2026",
		"2025年11月至2026年2月": "2025-11~2026-02", "": "", "無": "",
	} {
		if got, err := ReadPeriod(cell, false); err != nil || got != want {
			t.Errorf("%q: got %q %v, want %q", cell, got, err, want)
		}
	}
	for _, cell := range []string{"上月", "13月", "2026-13", "1789-01", "2026年3月至1月", "Q3", "10月"} {
		if got, err := ReadPeriod(cell, false); !Is(err, Invalid) {
			t.Errorf("%q: got %q %v, want a refusal", cell, got, err)
		}
	}
}

func TestIsPlate(t *testing.T) {
	for text, want := range map[string]string{"浙A·12345": "浙A12345", " 浙a 12345 ": "浙A12345", "浙AD12345": "浙AD12345", "粤Z1234港": "粤Z1234港", "滬B-88888": "沪B88888", "京A1234警": "京A1234警",
		"WJ浙12345": "WJ浙12345", "浙A1234挂": "浙A1234挂"} {
		if got := Plate(text); got != want || !IsPlate(got) {
			t.Errorf("%q: got %q, plate %v", text, got, IsPlate(got))
		}
	}
	for _, text := range []string{"", "无牌", "临牌", "A12345", "浙A1234", "浙I12345", "浙A123456", "15400001234", "电动车"} {
		if plate := Plate(text); IsPlate(plate) {
			t.Errorf("%q passes as a plate", text)
		}
	}
}
