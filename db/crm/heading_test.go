package crm

import (
	"strings"
	"testing"
)

// TestContactsOfOtherPrograms holds that the contacts which Zoho CRM and 纷享销客 export map by themselves.
func TestContactsOfOtherPrograms(t *testing.T) {
	tests := []struct{ name, text, want, row string }{
		{"Zoho", "联系人 Id|联系人所有者 Id|联系人所有者|线索来源|名|姓|客户名称 Id|客户名称|供应商名称|邮件|职务|部门|电话|手机|家庭电话|其他电话|传真|助手|助手电话|创建者|修改者|创建时间|修改时间|联系人姓名|邮寄街道|邮寄城市|描述|标签\n" +
			"zcrm_1|zcrm_2|王总|展会|婷婷|许|zcrm_3|绿园商贸有限公司||XU@example.cn|经理||0571-88881234|15400000001|||||15400000099|王总|王总|2026-01-01|2026-01-02|许 婷婷|文一路|杭州|常客|",
			"||||given_name|family_name||company||email|||phone|phone|phone|phone|||||||||||note|", "许婷婷 person note 所属单位：绿园商贸有限公司\n常客 !没有房号，作潜在客户"},
		{"Zoho without the whole name", "联系人所有者|名|姓|客户名称|邮件|手机|称谓\n王总|婷婷|许|许婷婷|x@example.cn|15400000001|女士",
			"|given_name|family_name|company|email|phone|honorific", "许婷婷 女士 person !没有房号，作潜在客户"},
		{"Zoho with the name in one column", "Contact Owner|First Name|Last Name|Account Name|Email|Mobile\nboss||许婷|绿园|x@example.cn|15400000001",
			"|given_name|family_name|company|email|phone", "许婷 person note 所属单位：绿园 !没有房号，作潜在客户"},
		{"纷享销客", "客户名称（必填）|姓名（必填）|手机1|手机2|电话1|邮件|职务|部门|性别|微信|QQ|地址|备注|负责人（必填）|归属部门|生命状态|创建人|创建时间|最后修改人|负责人电话\n" +
			"绿园商贸有限公司|许婷|15400000001|15400000002||x@example.cn|店长||女|xuting|1|杭州市文一路 1 号|老客户|王总|销售部|正常|王总|2026-01-01|王总|15400000099",
			"company|name|phone|phone|phone|email|||honorific|wechat||note|note|||||||", "许婷 女士 person note 所属单位：绿园商贸有限公司\n杭州市文一路 1 号\n老客户 !没有房号，作潜在客户"},
	}
	for _, test := range tests {
		rows := table(test.text)
		header, m := CustomerList.FindHeader(rows, nil)
		if got := strings.Join(m, "|"); header != 0 || got != test.want {
			t.Errorf("%s: row %d\ngot  %s\nwant %s", test.name, header, got, test.want)
		}
		row := ReadRosterRow(rows[1], m, false)
		if got := described(row); got != strings.ReplaceAll(test.row, "\n", " ") || len(row.Contacts) < 2 {
			t.Errorf("%s: got %s with %d contacts, want %s", test.name, got, len(row.Contacts), test.row)
		}
	}
}

// TestTraditionalCharacters holds that headings, words and addresses in traditional characters are read like others, and that
// names stay as written.
func TestTraditionalCharacters(t *testing.T) {
	rows := table("姓名|聯絡電話|樓棟|單元|房號|與業主關係|入住時間|建築面積|房屋類型|稱呼|備註\n" +
		"劉國華|154 0000 0001|３號樓|二單元|501室|業主|2024年3月5號|89.5㎡|商鋪|女士|無\n陳麗|沒有|3棟|2單元|502|同住親屬|2024/3/6|||先生|養貓\n總計|||||||2戶|||\n製表人：王|||||||||")
	header, m := CustomerList.FindHeader(rows, nil)
	if got := strings.Join(m, "|"); header != 0 || got != "name|phone|building|unit|room|relation|moved_in_on|area_m2|room_kind|honorific|note" {
		t.Fatalf("row %d: %s", header, got)
	}
	var got []string
	for _, row := range ReadRoster(rows, header, m, false) {
		got = append(got, described(row))
	}
	want := "劉國華 女士 person 3-2-501 shop owner 2024-03-05\n陳麗 先生 person 3-2-502 occupant 2024-03-06 note 養貓\nignored 合计行\nignored 签名行"
	if joined := strings.Join(got, "\n"); joined != want {
		t.Errorf("got\n%s\nwant\n%s", joined, want)
	}
}

// TestSaidHeadings holds that what a person has said about headings goes before what they usually mean.
func TestSaidHeadings(t *testing.T) {
	rows := table("绿园\n甲方|联络|位置|电话|入住\n许婷|15400000001|3-2-501|内线 8|2020")
	if header, m := CustomerList.FindHeader(rows, nil); header != 1 || strings.Join(m, "|") != "|||phone|moved_in_on" {
		t.Fatalf("by itself: %d %v", header, m)
	}
	said := SaidHeadings(rows, 1, Mapping{"name", "phone", "room", "", ""})
	if len(said) != 5 || said["甲方"] != "name" || said["电话"] != "" {
		t.Fatalf("said %v", said)
	}
	again := table("位 置|*甲方：|联络（手机）|电话\n3-2-502|孔平|15400000002|x")
	if header, m := CustomerList.FindHeader(again, said); header != 0 || strings.Join(m, "|") != "room|name|phone|" {
		t.Errorf("remembered: %d %v", header, m)
	}
	if said := SaidHeadings(rows, -1, Mapping{"name"}); len(said) != 0 {
		t.Errorf("without a heading: %v", said)
	}
}
