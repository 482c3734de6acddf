package crm

import (
	"fmt"
	"strings"
	"testing"
)

// planOf plans a roster written as text against what is known; a line a row: outcome, why, and what is new in brackets.
func planOf(text string, known Known) []string {
	rows := table("姓名|手机|房号|身份|入住日期|迁出日期\n" + strings.Trim(text, "\n"))
	header, mapping := CustomerList.FindHeader(rows, nil)
	var lines []string
	for _, p := range PlanRoster(ReadRoster(rows, header, mapping, false), known, mapping) {
		line := fmt.Sprintf("%d %s", p.Row.No, p.Outcome)
		if p.CustomerID != 0 {
			line += fmt.Sprintf(" id%d", p.CustomerID)
		}
		if p.Earlier >= 0 {
			line += fmt.Sprintf(" of %d", p.Earlier)
		}
		for _, one := range []struct {
			is   bool
			name string
		}{{p.NewBuilding, "building"}, {p.NewRoom, "room"}, {p.NewLink, "link"}} {
			if one.is {
				line += " +" + one.name
			}
		}
		if len(p.Contacts) > 0 {
			line += fmt.Sprintf(" +%d", len(p.Contacts))
		}
		lines = append(lines, strings.TrimSpace(line+" "+p.Why))
	}
	return lines
}

func TestPlanRoster(t *testing.T) {
	mobile := func(value string) ContactInput { return ContactInput{Kind: ContactMobile, Value: value} }
	known := Known{
		Customers: []KnownCustomer{
			{ID: 7, No: "KH-LY-000007", Name: "张明", Contacts: []ContactInput{mobile("15400001234")},
				Links: []KnownLink{{Room: "3-501", Relation: RelationOwner, MovedInOn: "2020-01-01"}}},
			{ID: 8, No: "KH-LY-000008", Name: "李红", Contacts: []ContactInput{{Kind: ContactMobile, Value: "1540000999", Doubtful: true}},
				Links: []KnownLink{{Room: "3-502", Relation: RelationTenant, MovedInOn: "2020-01-01", MovedOutOn: "2021-01-01"}}},
			{ID: 9, No: "KH-LY-000009", Name: "王芳", Contacts: []ContactInput{mobile("15400007777")}},
		},
		Rooms:     map[string]bool{"3-501": true, "3-502": true, "5-1-101": true},
		Buildings: map[string]bool{"3": false, "5": true},
	}
	tests := []struct{ name, rows, want string }{
		{"known, nothing new", "张明|15400001234|3-501|业主|2020-01-01", "2 unchanged id7 与已有客户 KH-LY-000007相同"},
		{"known, other blanks and country code", "张　明|+86 154 0000 1234|3栋501室|业主|", "2 unchanged id7 与已有客户 KH-LY-000007相同"},
		{"known without number, same room", "张明||3-501|业主|", "2 unchanged id7 与已有客户 KH-LY-000007相同"},
		{"known, second room", "张明|15400001234|3-502|业主|", "2 same_customer id7 +link 与已有客户 KH-LY-000007同一人，第二套房"},
		{"known, other relation in the room", "张明|15400001234|3-501|租户|", "2 same_customer id7 +link 与已有客户 KH-LY-000007同一人，同一套房"},
		{"known, another number too", "张明|15400001234/15400001235|3-501|业主|", "2 same_customer id7 +1 与已有客户 KH-LY-000007同一人，补充联系方式；一格两个号码"},
		{"prospect gets a room", "王芳|15400007777|3-502|业主|", "2 same_customer id9 +link 与已有客户 KH-LY-000009同一人，补充房屋"},
		{"prospect again", "王芳|15400007777||", "2 unchanged id9 与已有客户 KH-LY-000009相同"},
		{"same name and room, other number", "张明|15400005555|3-501|业主|",
			"2 new +link +1 与已有客户 KH-LY-000007同名同房、电话不同，请核对"},
		{"same number, other name", "张小明|15400001234|3-501|家属|", "2 new +link +1 与已有客户 KH-LY-000007手机相同、姓名不同，请核对"},
		{"doubtful number merges nobody", "李红|1540000999|3-501|租户|", "2 new +link +1 电话十位，存疑照存"},
		{"moved out and in again", "李红|1540000999|3-502|租户|2021-01-01", "2 new +link +1 与已有客户 KH-LY-000008同名同房、电话不同，请核对；电话十位，存疑照存"},
		{"while still there", "李红|1540000999|3-502|租户|2020-12-31", "2 unchanged id8 入住时间与已有客户 KH-LY-000008的档案不同，没有改，请核对"},
		{"unit missing", "赵六|15400001111|5-101|业主|", "2 refused 请补充单元"},
		{"new building and room", "赵六|15400001111|6-101|业主|", "2 new +building +room +link +1"},
		{"prospect", "赵六|15400001111||业主|", "2 new +1 没有房号，作潜在客户"},

		{"earlier row, second and third room", `
赵六|15400001111|6-1-101|业主|
赵六|15400001111|6-1-102|业主|
赵六|15400001111|6-1-103|租户|
赵六|15400001111|6-1-103|租户|`,
			"2 new +building +room +link +1 / 3 same_customer of 0 +room +link 与第 2 行同一人，第二套房 / " +
				"4 same_customer of 0 +room +link 与第 2 行同一人，第三套房 / 5 unchanged of 0 与第 2 行相同"},
		{"by a number a later row brought", `
赵六|15400001111|6-1-101|业主|
赵六|15400001111/15400002222|6-1-101|业主|
赵六|15400002222|6-1-102|业主|`,
			"2 new +building +room +link +1 / 3 same_customer of 0 +1 与第 2 行同一人，补充联系方式；一格两个号码 / " +
				"4 same_customer of 0 +room +link 与第 2 行同一人，第二套房"},
		{"a refused row makes nobody", `
赵六|15400001111|6-1-101|业主|2024-02-30
赵六|15400001111|6-1-102|业主|`, "2 refused 入住时间不存在 / 3 new +building +room +link +1"},
		{"units told by a later row", `
赵六|15400001111|6-101|业主|
钱七|15400002222|6-1-102|业主|`, "2 refused 请补充单元 / 3 new +building +room +link +1"},
		{"two people of one name", `
赵六|15400001111|6-1-101|业主|
赵六|15400002222|6-1-102|业主|`, "2 new +building +room +link +1 / 3 new +room +link +1"},
		{"a couple with one number", `
赵六|15400001111|6-1-101|业主|
钱七|15400001111|6-1-101|家属|`, "2 new +building +room +link +1 / 3 new +link +1 与第 2 行手机相同、姓名不同，请核对"},
		{"the same without numbers", `
赵六||6-1-101|业主|
赵六||6-1-101|业主|
赵六||6-1-102|业主|`, "2 new +building +room +link 无电话 / 3 unchanged of 0 与第 2 行相同 / 4 new +room +link 无电话"},
		{"phases are buildings of their own", `
赵六|15400001111|1期3-101|业主|
钱七|15400002222|2期3-1-101|业主|`, "2 new +building +room +link +1 / 3 new +building +room +link +1"},
		{"bays have no building", "赵六|15400001111|车位 B1-023|业主|", "2 new +room +link +1"},
	}
	for _, test := range tests {
		if got := strings.Join(planOf(test.rows, known), " / "); got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestSummariseRoster(t *testing.T) {
	rows := table("姓名|手机|房号\n张明|15400001234|3-1-501\n李红||2期/3-501\n||3-1-502\n张明|15400001234|4-101\n张明|15400001234|4-101\n合计|4户|")
	header, mapping := CustomerList.FindHeader(rows, nil)
	plan := PlanRoster(ReadRoster(rows, header, mapping, false), Known{}, mapping)
	want := "{Buildings:[3 2期/3 4] Rooms:[3-1-501 2期/3-501 4-101]} new new refused same_customer unchanged ignored"
	if got := fmt.Sprintf("%+v%s", SummariseRoster(plan), outcomes(plan)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func outcomes(plan []Planned) (text string) {
	for _, p := range plan {
		text += " " + p.Outcome
	}
	return text
}

// TestKnownStaysAsItIs holds that planning changes nothing of what it was given.
func TestKnownStaysAsItIs(t *testing.T) {
	links := make([]KnownLink, 1, 8)
	links[0] = KnownLink{Room: "3-501", Relation: RelationOwner}
	contacts := make([]ContactInput, 1, 8)
	contacts[0] = ContactInput{Kind: ContactMobile, Value: "15400001234"}
	known := Known{Customers: []KnownCustomer{{ID: 1, Name: "张明", Contacts: contacts, Links: links}}, Rooms: map[string]bool{}, Buildings: map[string]bool{}}
	planOf("张明|15400001234/15400009999|3-502|业主|", known)
	if links[:2][1].Room != "" || contacts[:2][1].Value != "" || len(known.Rooms) != 0 || len(known.Buildings) != 0 {
		t.Errorf("got %+v", known)
	}
}
