package crm

import (
	"strings"
	"testing"
)

// table makes rows of lines with cells parted by |; empty lines are blank rows, which a reader leaves out.
func table(text string) []SheetRow {
	var rows []SheetRow
	for i, line := range strings.Split(strings.Trim(text, "\n"), "\n") {
		if strings.Trim(line, " |") != "" {
			rows = append(rows, SheetRow{No: i + 1, Cells: strings.Split(line, "|")})
		}
	}
	return rows
}

// TestRefusedRelation holds that a word nobody understands is not shown as 业主.
func TestRefusedRelation(t *testing.T) {
	m := headings{CustomerList, nil}.mapping([]string{"姓名", "房号", "身份"})
	for cell, want := range map[string]string{"访客": "", "": RelationOwner, "租户": RelationTenant} {
		if row := ReadRosterRow(SheetRow{Cells: []string{"张明", "3-501", cell}}, m, false); row.Relation != want {
			t.Errorf("%q: got %q", cell, row.Relation)
		}
	}
}

func TestFindHeader(t *testing.T) {
	tests := []struct {
		name, text string
		index      int
		want       string
	}{
		{"plain", "姓名|手机|房号", 0, "name|phone|room"},
		{"other names", "序号|业主姓名|联系电话|幢号|单元号|室号|与户主关系|交房时间|建筑面积（㎡）|备 注", 0,
			"|name|phone|building|unit|room|relation|moved_in_on|area_m2|note"},
		{"marks and brackets", "*姓 名:|手机号码（必填）|楼 栋|联系电话2|入住日期\t(年月日)", 0, "name|phone|building|phone|moved_in_on"},
		{"below a title", "绿园小区业主信息登记表\n制表：客服部||日期：2024年3月5日\n姓名|电话|身份\n张明|15400001234|业主", 2, "name|phone|relation"},
		{"in two rows", "序号|客户信息|||房屋信息||入住时间|备注\n|姓名|联系电话|身份|楼栋|房号\n1|张明|15400001234|业主|3|501", 1,
			"|name|phone|relation|building|room|moved_in_on|note"},
		{"group names that are headings", "姓名|联系方式||备注\n|手机|微信", 1, "name|phone|wechat|note"},
		{"data that look like a heading", "姓名|身份|备注\n张明|业主|无", 0, "name|relation|note"},
		{"the better of two", "姓名|地址|房号|套内面积|建筑面积|交房日期|入住日期", 0, "name||room||area_m2||moved_in_on"},
		{"organisations", "单位名称|统一社会信用代码|联系人|联系电话|房屋类型|类型", 0, "name|org_credit_code|contact_person|phone|room_kind|kind"},
		{"contact person as name", "联系人|电话|房号", 0, "name|phone|room"},
		{"numbers of others", "姓名|紧急联系人|紧急联系电话|管家电话|身份证号|电话", 0, "name|||||phone"},
		{"short names", "户主|门牌|面积平|面积段|与房屋关系|迁入", 0, "name|room|area_m2||relation|moved_in_on"},
		{"english", "Name|Mobile|Building|Unit|Room", 0, "name|phone|building|unit|room"},
		{"long texts", "姓名和手机请如实填写，房号写全|手机电话房号说明很长很长的一段话|x\n姓名|手机|x", 1, "name|phone|"},
		{"none", "张明|15400001234|3-2-501", -1, ""},
		{"nothing under it", "姓名|甲|乙", -1, ""},
		{"the name alone", "通讯录\n姓名|甲\n许婷|1", 1, "name|"},
		{"one other field only", "甲|手机\n许婷|15400000001", -1, ""},
		{"empty", "", -1, ""},
		{"too far down", strings.Repeat("x|y\n", 20) + "姓名|手机", -1, ""},
	}
	for _, test := range tests {
		index, mapping := CustomerList.FindHeader(table(test.text), nil)
		got := strings.Join(mapping, "|")
		if index != test.index || got != test.want {
			t.Errorf("%s: got %d %s, want %d %s", test.name, index, got, test.index, test.want)
		}
	}
}

func TestMappingCheck(t *testing.T) {
	for _, test := range []struct {
		mapping Mapping
		want    string
	}{
		{Mapping{"name", "", "phone", "phone", "note", "note"}, ""},
		{Mapping{"phone", "room"}, "请指明哪一列是姓名"},
		{Mapping{"name", "room", "room"}, "「房号」只能选一列"},
		{Mapping{"name", "role"}, "没有这样的列"},
	} {
		err := CustomerList.Check(test.mapping)
		if test.want == "" && err != nil || test.want != "" && (!Is(err, Invalid) || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%v: got %v, want %q", test.mapping, err, test.want)
		}
	}
}

// TestRosterRow reads one row after another; the heading says which columns are filled.
func TestRosterRow(t *testing.T) {
	tests := []struct{ heading, row, want string }{
		{"姓名|楼栋|单元|房号|身份|入住时间", "张明|3栋|2单元|501室|业主|2020-01-02", "张明 person 3-2-501 owner 2020-01-02"},
		{"姓名|楼栋|单元|房号|身份", "张明|3.0|2.0|501.0|产权人", "张明 person 3-2-501 owner"},
		{"姓名|房号|身份", "张明|绿园小区3栋2单元501室|承租人", "张明 person 3-2-501 tenant"},
		{"姓名|房号|身份", "张明|3-2-501（复式）|同住家属", "张明 person 3-2-501 occupant note 房号：复式"},
		{"姓名|房号|身份", "张明|3-2-501|业主家属", "张明 person 3-2-501 occupant"},
		{"姓名|房号|身份", "张明|3-2-501|业主/产权人", "张明 person 3-2-501 owner"},
		{"姓名|房号|身份", "张明|3-2-501|产权共有人", "张明 person 3-2-501 co_owner"},
		{"姓名|房号|身份", "张明|3-2-501|", "张明 person 3-2-501 owner !没有写身份，按业主登记"},
		{"姓名|房号|类型", "张明|3-2-501|租户", "张明 person 3-2-501 tenant"},
		{"姓名|房号|类型", "绿园商贸有限公司|3-2-501|单位", "绿园商贸有限公司 organisation 3-2-501 owner !没有写身份，按业主登记"},
		{"姓名|房号|类型|身份", "张明|3-101|商铺|业主", "张明 person 3-101 shop owner"},
		{"姓名|房号|身份", "绿园商贸有限公司|3-2-501|业主", "绿园商贸有限公司 organisation 3-2-501 owner"},
		{"姓名|信用代码|联系人|备注", "绿园|91350100m000100 y43|张　明|常来", "绿园 organisation note 常来 !没有房号，作潜在客户"},
		{"姓名|房号|身份|入住时间", "张明||业主|2020-01-02", "张明 person !没有房号，作潜在客户"},
		{"姓名|性别|面积|联系方式偏好|房号|身份", "张明|女|1,089.50 ㎡|微信|3-501|业主", "张明 女士 person 3-501 owner 1089.5 wechat"},
		{"姓名|房号|身份|入住时间|迁出时间", "张明|3-501|租户|2020-01-02|2020-01-02", "张明 person 3-501 tenant 2020-01-02 2020-01-02"},
		{"姓名|房号|身份|迁出时间", "张明|3-501|租户|至今", "张明 person 3-501 tenant"},
		{"姓名|房号|身份|迁出时间", "张明|车位 B1-023|业主|", "张明 person B1-023 parking owner"},
		{"姓名|房号|身份", "张明|3-501|租", "张明 person 3-501 tenant"},

		{"姓名|房号", "　|3-501", "refused 没有姓名"},
		{"姓名|房号", "无|3-501", "refused 没有姓名"},
		{"姓名|房号", "空置|3-501", "refused 没有姓名"},
		{"姓名|楼栋|单元|房号", "张明|3栋|2单元|", "refused 没有房号"},
		{"姓名|楼栋|房号", "张明|3|4-2-501", "refused 房号：看不懂房号，或与楼栋、单元两列不一致"},
		{"姓名|房号", "张明|501", "refused 房号：请写明楼栋，例如 3-2-501"},
		{"姓名|房号", "张明|2024-02-11", "refused 房号「2024-02-11」像是被表格软件改成了日期，请改回文字"},
		{"姓名|房号", "张明|3-2-501、3-2-502", "refused 一格里有几个房号，请分成几行"},
		{"姓名|房号|身份", "张明|3-501|访客", "refused 身份「访客」看不懂，请填业主、共有人、租户或同住人"},
		{"姓名|房号|入住时间", "张明|3-501|2024-02-30", "refused 入住时间不存在"},
		{"姓名|房号|迁出时间", "张明|3-501|2024-02-30", "refused 迁出时间不存在"},
		{"姓名|房号|入住时间|迁出时间", "张明|3-501|2024-02-03|2024-02-02", "refused 迁出时间早于入住时间"},
		{"姓名|房号|入住时间", "|3-501|2024-02-30", "refused 没有姓名；入住时间不存在"},
		{"姓名|房号|面积", "张明|3-501|很大", "refused 面积「很大」看不懂，请填数字"},
		{"姓名|房号|房屋类型", "张明|3-501|城堡", "refused 房屋类型「城堡」看不懂，请填住宅、商铺、办公、车位或储藏室"},
		{"姓名|房号|类型", "张明|3-501|贵宾", "refused 客户类型「贵宾」看不懂，请填个人或单位"},
		{"姓名|房号|信用代码", "张明|3-501|9.133E+17", "refused 统一社会信用代码应为 18 位"},
		{"姓名|房号|信用代码", "青竹小学|3-501|91350100M000100Y44", "refused 统一社会信用代码的校验位不对，请核对"},
		{"姓名|房号|信用代码", "青竹小学|3-501|91350100M00O100Y43", "refused 统一社会信用代码只含数字和大写字母，不含 I、O、S、V、Z"},
		{"姓名|房号|面积", "张明|3-501|#DIV/0!", "refused 面积是错误值 #DIV/0!"},
		{"姓名|房号|面积", "#N/A|#REF!|1", "refused 姓名是错误值 #N/A；房号是错误值 #REF!"},
		{"姓名|房号|面积", "张\uFFFD|3-501|1", "refused 姓名里有损坏的字符，请核对原文件"},
		{"姓名|房号|备注", strings.Repeat("明", 61) + "|3-501|", "refused 姓名：最多 60 个字，现在有 61 个"},
		{"姓名|房号|备注", "张明|3-501|" + strings.Repeat("好", 501), "refused 备注最多 500 个字"},
		{"姓名|手机|房号", "张明|" + strings.Repeat("很", 61) + "15400001234|3-501", "refused 电话一格的内容太长"},
		{"姓名|手机|房号", "张明|" + strings.Repeat("(1", 151) + "|3-501", "refused 电话一格的内容太长"},
		{"姓名|手机|房号", "张明|15400000001/15400000002/15400000003/15400000004/15400000005/15400000006/15400000007/" +
			"15400000008/15400000009/15400000010/15400000011|3-501", "refused 号码超过 10 个"},
	}
	for _, test := range tests {
		heading := strings.Split(test.heading, "|")
		mapping := headings{CustomerList, nil}.mapping(heading)
		row := ReadRosterRow(SheetRow{Cells: strings.Split(test.row, "|")}, mapping, false)
		if got := described(row); got != test.want {
			t.Errorf("%s\n%s\ngot  %s\nwant %s", test.heading, test.row, got, test.want)
		}
	}
}

// described is a row in short; without the remark that there is no telephone.
func described(r RosterRow) string {
	if r.Outcome != "" {
		return r.Outcome + " " + r.Why()
	}
	parts := []string{r.Name, r.Honorific, r.Kind}
	if r.HasRoom {
		parts = append(parts, r.Address.Code())
		if r.Address.Kind != RoomResidential {
			parts = append(parts, r.Address.Kind)
		}
	}
	parts = append(parts, r.Relation, r.MovedInOn, r.MovedOutOn)
	if r.AreaM2 == 1089.5 {
		parts = append(parts, "1089.5")
	}
	parts = append(parts, r.PreferredChannel)
	if r.Note != "" {
		parts = append(parts, "note", r.Note)
	}
	for _, remark := range r.Remarks {
		if remark != "无电话" {
			parts = append(parts, "!"+remark)
		}
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// TestRowsThatAreNoCustomers covers what stands between and under the rows of a roster.
func TestRowsThatAreNoCustomers(t *testing.T) {
	rows := table(`
序号|姓名|手机|楼栋|房号|备注
1|张明|15400001234|3|501|合计两套
2||||
|||||
3|合计|||
3栋小计||2户||
总 计||||89.5
姓名|张小计|15400001235|3|502|审核：已核
序号|姓名|手机|楼栋|房号|备注
共3户|||||
制表人|李四||||
审核：||填表：|||
注：以上信息保密|||||
第1页 共3页|||||
说明|王五|15400001236|3|503|日期：2024
负责人|赵六|15400001237|||`)
	header, mapping := CustomerList.FindHeader(rows, nil)
	var got []string
	for _, r := range ReadRoster(rows, header, mapping, false) {
		text := r.Name
		if r.Outcome != "" {
			text = r.Outcome + " " + r.Why()
		}
		got = append(got, strings.TrimSpace(text))
	}
	want := "张明,ignored 合计行,ignored 合计行,ignored 合计行,张小计,ignored 重复的表头,ignored 合计行," +
		"ignored 签名行,ignored 签名行,ignored 说明行,ignored 说明行,王五,赵六"
	if joined := strings.Join(got, ","); joined != want {
		t.Errorf("got  %s\nwant %s", joined, want)
	}
}
