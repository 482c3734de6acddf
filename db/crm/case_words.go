package crm

import (
	"slices"
	"strings"
)

// The words of ledgers for kinds, channels and categories beside the labels and codes.
var (
	caseKindWords = withChoices(Kinds, wordList{
		{string(Complaint), "客户投诉 业主投诉 投诉类 TS"}, {string(Repair), "报事 报事报修 维修 报修类 故障报修 BX"}, {string(Suggestion), "意见 意见建议 建议类 JY"},
		{string(Praise), "感谢 表扬类 锦旗 BY"}, {string(Enquiry), "问询 询问 求助 咨询类 INQUIRY ZX"},
	})
	caseChannelWords = withChoices(Channels, wordList{
		{"phone", "来电 致电 热线 客服热线 客服电话 400 400电话 TEL"}, {"walk_in", "上门 前台 到访 来人 现场 面访 当面"}, {"email", "电子邮件 邮箱 E-MAIL"},
		{"web_form", "网站 网上 网页 网络 APP 小程序 表单"}, {"qr", "扫码"}, {"online_chat", "在线聊天 在线咨询"}, {"wechat", "微信 公众号 微信公众号 微信群 企业微信"},
		{"paper", "意见箱 信函 来信 信件 书面"}, {"patrol", "员工 内部转告 巡查 巡检 巡逻"}, {"hotline_12345", "12345 12345热线 12345政务热线 政务热线12345 市长热线 市民热线"},
		{"street", "街道 社区 居委会 街道办"}, {"committee", "业委会 业主委员会"},
	})
	caseCategoryWords = categoryWords(wordList{
		{"repair_work", "维修"}, {"leakage", "漏水 渗水 渗漏"}, {"security", "安全 安保 秩序 治安"}, {"cleaning", "卫生 环境卫生 清洁"}, {"noise", "噪音 噪声 扰民"},
		{"fees", "费用 收费问题"}, {"staff_conduct", "服务 态度 员工服务"}, {"appearance", "环境 容貌"}, {"facilities", "设施 公共设备 设施设备"}, {"greening", "绿化养护"},
	})
)

// withChoices adds the codes and labels of a list to its words.
func withChoices(list []Choice, more wordList) map[string]string {
	all := more.index()
	for _, c := range list {
		all[strings.ToUpper(c.Code)], all[caseWord(c.Label)] = c.Code, c.Code
	}
	return all
}

func categoryWords(more wordList) map[string]string {
	list := make([]Choice, len(Categories))
	for i, c := range Categories {
		list[i] = Choice{c.Code, c.Label}
	}
	return withChoices(list, more)
}

// caseWord is a text as a word to look up: half-width, simplified, without blanks.
func caseWord(text string) string { return strings.ReplaceAll(wordOf(text), " ", "") }

// subOf finds a sub-category by its label, in a category or, where none is named, in the only one that has it.
func subOf(code, word string) (category, sub string, ok bool) {
	for _, c := range Categories {
		if code != "" && c.Code != code {
			continue
		}
		at := slices.IndexFunc(c.Subs, func(s string) bool { return s == word })
		switch {
		case at < 0:
		case ok:
			return "", "", false // in two of them
		default:
			category, sub, ok = c.Code, c.Subs[at], true
		}
	}
	return category, sub, ok
}
