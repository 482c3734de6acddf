package views

import (
	"strconv"

	"linli/db/crm"
)

// holdFields say for each reason how long it may last and whether the clock stops, before anybody chooses one.
func holdFields(c *crm.Case, _ *CaseTexts) []Field {
	reasons := make([]Option, len(crm.HoldReasons))
	for i, r := range crm.HoldReasons {
		reasons[i] = Option{Value: r.Code, Label: r.Label + "（最长" + strconv.FormatInt(r.Days, 10) + "天，" + map[bool]string{true: "暂停计时", false: "不暂停计时"}[r.Pauses] + "）"}
	}
	return []Field{{Name: "reason", Label: "挂起原因", Type: "radio", Options: reasons, Value: c.HoldReason, Required: true},
		{Name: "evidence", Label: "凭据", Max: 200, Required: true, Hint: "例如函件、照片、报价单编号"},
		{Name: "until", Label: "预计恢复日期", Type: "date", Required: true, Hint: "当天零点自动恢复；到期前可以续期"},
		{Name: "method", Label: "怎样告知了客户", Type: "radio", Options: toldMethods(c), Required: true},
		momentField("told_at", "告知时间", "空着表示现在"), wordsField("note", "说明", false)}
}
