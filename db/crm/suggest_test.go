package crm

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// sortedOffice has sorted a few dozen cases, some of them its own way.
func sortedOffice() *Sorting {
	s := NewSorting()
	for range 6 {
		s.Add("facilities", "照明", "楼道灯坏了没有人修")
		s.Add("facilities", "照明", "路灯晚上不亮")
		s.Add("cleaning", "垃圾清运", "垃圾桶满了没有人清运")
		s.Add("noise", "生活", "楼上半夜拖椅子，吵得睡不着")
		s.Add("elevator", "停梯", "电梯又停了，老人上不去")
		s.Add("facilities", "健身器材", "儿童滑梯裂了一道口子")
	}
	s.Add("no_longer", "一种", "垃圾垃圾垃圾") // is left out
	return s
}

func TestSuggestions(t *testing.T) {
	empty, office := NewSorting(), sortedOffice()
	for _, c := range []struct {
		s    *Sorting
		text string
		want string // the first one, with its reason
		n    int
	}{
		{empty, "", "", 0}, {empty, "3-2-501，12345", "", 0}, {empty, "灯", "", 0}, {empty, "今天天气不错", "", 0},
		{empty, "业主说充电桩坏了", "停车 · 充电桩 依据“充电桩”，与类别名称相符", 1},
		{empty, "狗没有牵绳吓到孩子", "宠物 · 未牵绳 依据“牵绳”，与类别名称相符", 1},
		{empty, "电梯", "电梯 · 停梯 依据“电梯”，与类别名称相符", 3},
		{office, "三楼楼道灯又坏了", "公共设施 · 照明 依据“楼道灯”，以往6件这样归类", 1},
		{office, "滑梯裂开了", "公共设施 · 健身器材 依据“滑梯裂”，以往6件这样归类", 1},
		{office, "有人半夜还在拖椅子", "噪音扰民 · 生活 依据“半夜”“拖椅子”，以往6件这样归类", 1},
		{office, "电梯停了", "电梯 · 停梯 依据“电梯停”，以往6件这样归类", 1},
		{office, "业主说充电桩坏了", "停车 · 充电桩 依据“充电桩”，与类别名称相符", 1},
		{office, "垃圾桶满了", "保洁 · 垃圾清运 依据“垃圾桶满”，以往6件这样归类", 1},
	} {
		got, list := "", c.s.Suggest(c.text)
		if len(list) > 0 {
			got = list[0].Label() + " " + list[0].Why()
		}
		if got != c.want || len(list) < c.n || len(list) > MostSuggestions || c.n == 0 && len(list) > 0 {
			t.Errorf("%q: %s and %d more, want %s", c.text, got, len(list)-1, c.want)
		}
	}
}

// TestANewOfficeIsHelped holds that what is said most at a counter is proposed before anything was sorted.
func TestANewOfficeIsHelped(t *testing.T) {
	s := NewSorting()
	for text, want := range map[string]string{
		"3栋东侧绿化带垃圾堆了三天没人清": "保洁 · 垃圾清运", "楼下垃圾桶满了没人收": "保洁 · 垃圾清运", "楼道灯坏了三天没有人修": "公共设施 · 照明",
		"路灯不亮晚上看不见": "公共设施 · 照明", "1单元电梯早上又停了": "电梯 · 停梯", "电梯困住两个老人": "电梯 · 困人", "楼上漏水把天花板泡了": "漏水渗水 · 楼上渗漏",
		"楼上半夜打麻将太吵": "噪音扰民 · 生活", "周末一早就用电钻": "噪音扰民 · 装修", "邻居遛狗不牵绳": "宠物 · 未牵绳", "草坪上全是狗屎": "宠物 · 粪便", "我的车位被占了": "停车 · 占位",
		"道闸不抬杆": "停车 · 道闸", "装修垃圾堆在门口": "装修 · 垃圾", "电动车在楼道里飞线充电": "消防 · 电动车充电", "消防通道停满了车": "消防 · 通道占用", "楼上往下扔东西": "安全秩序 · 高空抛物",
		"单元门门锁坏了": "公共设施 · 门禁", "家里停水一天了": "公共设施 · 供水供电", "缴费三周还没开发票": "收费 · 票据", "楼道堆满杂物和鞋柜": "环境容貌 · 堆物", "厨房有蟑螂": "保洁 · 消杀",
	} {
		list := s.Suggest(text)
		if len(list) == 0 || list[0].Label() != want {
			t.Errorf("%q: %v, want %s", text, list, want)
		}
	}
	for kind := range usualWords {
		code, sub, _ := strings.Cut(kind, " ")
		if c, ok := CategoryOf(code); !ok || !slices.Contains(c.Subs, sub) {
			t.Errorf("words of %s, which is no sub-category", kind)
		}
	}
}

func TestOneCaseIsNoHabit(t *testing.T) {
	s := NewSorting()
	s.Add("other", "", "快递柜")
	if got := s.Suggest("快递不见了"); got != nil { // one pair of one case
		t.Errorf("suggests %v", got)
	}
	s.Add("other", "", "快递站搬走了")
	if got := s.Suggest("快递不见了"); len(got) != 1 || got[0].Label() != "其他" || got[0].Cases != 2 {
		t.Errorf("after two: %v", got)
	}
}

func TestSuggestingDoesNotDependOnTheOrderOfCases(t *testing.T) {
	a, b := NewSorting(), NewSorting()
	texts := []string{"楼道灯坏了", "垃圾没有清运", "电梯停了", "楼上漏水"}
	subs := [][2]string{{"facilities", "照明"}, {"cleaning", "垃圾清运"}, {"elevator", "停梯"}, {"leakage", "楼上渗漏"}}
	for i := range texts {
		a.Add(subs[i][0], subs[i][1], texts[i])
		j := len(texts) - 1 - i
		b.Add(subs[j][0], subs[j][1], texts[j])
	}
	for _, text := range texts {
		if x, y := fmt.Sprint(a.Suggest(text)), fmt.Sprint(b.Suggest(text)); x != y {
			t.Errorf("%s: %s and %s", text, x, y)
		}
	}
}
