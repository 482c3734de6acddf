package crm

import (
	"strconv"
	"time"
)

// quarterDefinitions say why a month with hardly any case shows no figures.
func quarterDefinitions(k int) []string {
	return []string{
		"本月诉求不足" + strconv.Itoa(minCases) + "件，为避免从数字认出个人，并入季度公布，本页不列数字。",
		smallNumbers(k),
	}
}

func smallNumbers(k int) string {
	return "小数保护：一个数所涉的不同房屋少于" + strconv.Itoa(k) + "户时以“*”显示；为避免由合计推算，必要时另隐去相邻的数。0照实显示。" +
		"匿名诉求每件按一户计，未写明房屋的按该客户的房屋计。"
}

// definitions say in one sentence each how the figures of a report came about. Of the targets only the 24 hours and those
// of the response are published.
func definitions(k int, s Settings, settled int64, loc *time.Location) []string {
	hours := func(n int64) string { return strconv.FormatInt(n, 10) + "小时" }
	answer := "重大" + hours(s.ResponseHours[Major]) + "、重要" + hours(s.ResponseHours[Important]) + "、一般" + hours(s.ResponseHours[General])
	days := strconv.FormatInt(s.ReopenDays, 10) + "天"
	return []string{
		"件数：按受理时间归入月份，自1日0时起，至次月1日0时止（不含）。作废和已并入其他诉求的不计，撤诉的计入。等级只对投诉统计。",
		smallNumbers(k),
		"比率：分母不足" + strconv.Itoa(MinRateBase) + "，或所涉不足" + strconv.Itoa(k) + "户时以“*”显示，没有应计的显示“" + NoFigure + "”；保留一位小数，四舍五入。",
		"及时率只统计投诉，按时限落在本月的计，未办完的也在分母之内；重开后每轮另计。不晚于时限即为按时，曾经超时的不再算按时。撤诉的，只计撤诉前已完成或已到期的。",
		"受理及时率：收到后" + hours(s.AckHours[Complaint]) + "内由工作人员确认并登记的 ÷ 受理时限落在本月的。",
		"答复及时率：在答复时限（" + answer + "）内首次答复的 ÷ 答复时限落在本月的。",
		"办结及时率：在办结时限内处理完成并告知客户的 ÷ 办结时限落在本月的；判为无效的投诉不计。",
		"投诉回访率：按时完成的回访 ÷ 回访时限落在本月的回访，每轮分别计；匿名投诉以现场核验代替。有效联系率：其中联系上客户的占比。",
		"重开率：本月关闭后" + days + "内重开的 ÷ 本月关闭的；判为无效的，责任在开发商、公用事业单位、邻里或政府部门的，不计。" + dayOf(settled, loc) + "起不再变化。",
		"处理后满意度：回访时限落在本月的投诉回访中，客户评分（1至5分）折算为0至100后的平均；满意率为4分及以上的占比。口径与重开率相同，未评分的不计。",
		"回访覆盖率：本年至月末有过一次有效回访的住户房屋 ÷ 月末有人居住的房屋。",
		"数据截至页首所列时间。更正以新版本公布，旧版本保留；页脚校验码由本期全部内容算得，内容有任何改动即不相符。",
	}
}
