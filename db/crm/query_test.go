package crm

import (
	"strings"
	"testing"
)

func TestReadQuery(t *testing.T) {
	for text, want := range map[string]Query{
		"张三":                       {Name: "张三"},
		" lwj ":                    {Name: "lwj"},
		"ouyang mingyue":           {Name: "ouyang mingyue"},
		"8812":                     {Digits: "8812", Plate: "8812"},
		"154 0000 0001":            {Digits: "15400000001"},
		"+86 154-0000-0001":        {Digits: "15400000001"},
		"０００１":                     {Digits: "0001", Plate: "0001"},
		"3-2-501":                  {Digits: "32501", Room: "3-2-501", Prefix: "3-2-501"},
		"3-2-":                     {Digits: "32", Prefix: "3-2-"},
		"03-02-05":                 {Digits: "030205", Room: "3-2-5", Prefix: "3-2-05"},
		"3-":                       {Digits: "3", Prefix: "3-"},
		"3-501":                    {Digits: "3501", Room: "3-501", Prefix: "3-501", Lacking: "3", LastPart: "501"},
		"3栋2单元501":                 {Room: "3-2-501", Prefix: "3-2-501"},
		"3栋2单元":                    {Name: "3栋2单元", Prefix: "3-2-"},
		"3栋":                       {Name: "3栋", Prefix: "3-"},
		"2期3栋":                     {Name: "2期3栋", Prefix: "2期/3-"},
		"A座1203":                   {Room: "A-1203", Prefix: "A-1203", Lacking: "A", LastPart: "1203"},
		"TS-LY-20250315-0007":      {Number: Number{"TS", "LY", "2025-03-15", 7}},
		"ts ly 20250315 7":         {Name: "ts ly 20250315 7"},
		"KH-LY-000123":             {Number: Number{"KH", "LY", "", 123}},
		"kh-ly-0001":               {Number: Number{"KH", "LY", "", 1}},
		"ts-ly-20250315-":          {Begun: "TS-LY-20250315-"},
		"TS－LY－2025":               {Begun: "TS-LY-2025"},
		"浙A·12345":                 {Name: "浙A·12345", Plate: "浙A12345"},
		"浙 a 12345":                {Name: "浙 a 12345", Plate: "浙A12345"},
		"A12345":                   {Name: "A12345", Plate: "A12345"},
		"12345":                    {Digits: "12345", Plate: "12345"},
		"浙AD12345":                 {Name: "浙AD12345", Plate: "浙AD12345"},
		"345":                      {Digits: "345"},
		"三栋二单元五〇一":                 {Name: "三栋二单元五〇一", Room: "3-2-501", Prefix: "3-2-501"},
		"绿园小区3栋2单元501室":            {Room: "3-2-501", Prefix: "3-2-501"},
		"绿园小区":                     {Name: "绿园小区"},
		"车位 B1-023":                {Plate: "", Room: "B1-023"},
		"王xj":                      {Name: "王xj"},
		"":                         {},
		`" OR 1=1 --`:              {Name: `" OR 1=1 --`},
		"%":                        {Name: "%"},
		strings.Repeat("电", 70):    {Text: strings.Repeat("电", MaxQuery), Name: strings.Repeat("电", MaxQuery)},
		"1-1-1-1":                  {Digits: "1111"},
		"3幢二单元５０１室":                {Room: "3-2-501", Prefix: "3-2-501"},
		"12345678901234567890-123": {Digits: "12345678901234567890123"},
	} {
		if want.Text == "" {
			want.Text = strings.TrimSpace(HalfWidth(text))
		}
		if got := ReadQuery(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
