package crm

import (
	"strings"
	"testing"
)

func TestCheckTag(t *testing.T) {
	for _, test := range []struct{ text, want, says string }{
		{"养宠", "养宠", ""}, {"常出差", "常出差", ""}, {"活动志愿者", "活动志愿者", ""}, {"  两 只 猫 ", "两 只 猫", ""}, {"VIP司机", "VIP司机", ""},
		{"水族箱爱好", "水族箱爱好", ""}, {"上班族", "上班族", ""}, {"月光族", "月光族", ""}, {"蒙古包营地", "蒙古包营地", ""}, {"爱下棋", "爱下棋", ""}, {"新教师", "新教师", ""}, {"合唱团员", "合唱团员", ""}, {"哑铃爱好者", "哑铃爱好者", ""}, {"早出晚归", "早出晚归", ""},
		{"", "", "请填写"}, {" 　 ", "", "请填写"}, {"——", "", "请填写"}, {"十二个字的标签正好这么长", "十二个字的标签正好这么长", ""}, {"十二个字的标签正好这么长呀", "", "最多 12"},
		{"维权", "", "维权"}, {"維權", "", "维权"}, {"维 权", "", "维权"}, {"维　权", "", "维权"}, {"维·权", "", "维权"}, {"维-权", "", "维权"}, {"维\u200b权", "", "维权"}, {"爱维权的", "", "维权"},
		{"WeiQuan", "", "维权"}, {"ｗｅｉｑｕａｎ", "", "维权"}, {"wei quan", "", "维权"}, {"维权业主", "", "维权"}, {"上訪戶", "", "维权"}, {"投訴大戶", "", "维权"},
		{"难缠", "", "评价"}, {"難纏", "", "评价"}, {"难 缠！", "", "评价"}, {"刁民", "", "评价"}, {"釘子戶", "", "评价"}, {"老赖", "", "评价"}, {"问题客户", "", "评价"}, {"問題客戶", "", "评价"},
		{"黑名单", "", "黑名单"}, {"黑名單", "", "黑名单"}, {"黑.名.单", "", "黑名单"}, {"BlackList", "", "黑名单"}, {"拉黑", "", "黑名单"},
		{"回族", "", "民族"}, {"維吾爾", "", "民族"}, {"维吾尔族人", "", "民族"}, {"藏 族", "", "民族"}, {"少数民族", "", "民族"}, {"哈薩克", "", "民族"}, {"水族", "", "民族"},
		{"信佛", "", "宗教"}, {"基督徒", "", "宗教"}, {"穆斯林", "", "宗教"}, {"伊斯蘭", "", "宗教"}, {"Muslim", "", "宗教"}, {"教會", "", "宗教"},
		{"党员", "", "政治"}, {"黨員", "", "政治"}, {"民主党派", "", "政治"}, {"右派", "", "政治"},
		{"独居老人", "", "关怀"}, {"孕产", "", "关怀"}, {"病患", "", "关怀"}, {"行动不便", "", "关怀"}, {"獨居", "", "关怀"}, {"糖尿病", "", "关怀"},
		{"有前科", "", "罪错"},
	} {
		got, err := CheckTag(test.text)
		if got != test.want || (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%q: %q, %v; want %q, %q", test.text, got, err, test.want, test.says)
		}
	}
}

func TestOfferedTagsMayBeSaved(t *testing.T) {
	for _, tag := range OrdinaryTags {
		if got, err := CheckTag(tag.Code); got != tag.Code || err != nil {
			t.Errorf("%s is offered and refused: %v", tag.Code, err)
		}
	}
	for _, tag := range CareTags {
		if _, err := CheckTag(tag.Code); err == nil {
			t.Errorf("%s passes for an ordinary tag", tag.Code)
		}
	}
	for _, group := range forbiddenTags {
		for _, word := range group.words {
			if bareWord(word) != word {
				t.Errorf("%q is never found: words are compared bare", word)
			}
		}
	}
}
