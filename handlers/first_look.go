package handlers

import (
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// firstLook says what to know before speaking with a customer: sentences, and single words beside them.
func (a *App) firstLook(c echo.Context, f *crm.CustomerFile) views.FirstLook {
	var v views.FirstLook
	home, today := recordPath("customer", f.Customer.ID), a.today(c)
	line := func(tone, icon, href, format string, args ...any) {
		v.Lines = append(v.Lines, views.FirstLine{Tone: tone, Icon: icon, Text: fmt.Sprintf(format, args...), Href: href})
	}
	chip := func(tone, icon, text string) {
		v.Chips = append(v.Chips, views.BadgeView{Tone: tone, Icon: icon, Text: text})
	}
	for _, n := range f.First {
		switch n.Kind {
		case crm.NoticeQuiet:
			line("red", "bell-off", "", "请勿打扰：除合同服务和费用事项外，不要主动联系")
		case crm.NoticeLimit:
			if words := a.limitWords(c, crm.ContactLimit{Channel: n.Text, UntilAt: n.At}); words != "" {
				line("orange", "phone-off", "", "%s", words)
			}
		case crm.NoticeCare:
			chip("purple", "heart", n.Text)
		case crm.NoticeBroken:
			line("red", "alert-triangle", home+"/profile#notes", "%d 项承诺已过期未兑现，最早应在 %s", n.Count, n.On)
		case crm.NoticePromise:
			line("orange", "clock", home+"/profile#notes", "承诺 %s 前：%s", n.On, n.Text)
		case crm.NoticeCases:
			line("blue", "message-report", openCases(f, n), "%d 件未结诉求", n.Count)
		case crm.NoticeRevisit:
			if n.At < a.Now().Unix() {
				line("red", "phone-call", recordPath("case", n.ID), "回访已逾期（%s），应在 %s 前", n.Text, views.DateTime(n.At, a.zone(c)))
			} else {
				line("blue", "phone-call", recordPath("case", n.ID), "待回访（%s），%s 前", n.Text, views.DateTime(n.At, a.zone(c)))
			}
		case crm.NoticeNext:
			if n.On < today {
				line("orange", "calendar-event", home+"/profile#notes", "约定 %s 再联系，还没有联系", n.On)
			} else {
				line("blue", "calendar-event", home+"/profile#notes", "约定 %s 再联系", n.On)
			}
		case crm.NoticeNeeds:
			line("blue", "bulb", home+"/profile#needs", "%d 项需求待处理", n.Count)
		case crm.NoticeNoReach:
			line("orange", "phone-off", "", "没有可用的电话，联系上时请补登")
		case crm.NoticeDoubtful:
			line("orange", "phone-off", "", "%d 个联系方式存疑或有误，请核对", n.Count)
		case crm.NoticeUnproven:
			line("orange", "shield-check", "", "档案核实已于 %s 到期，请借这次联系核对", n.On)
		case crm.NoticeLate:
			chip("gray", "history", fmt.Sprintf("曾有 %d 次承诺逾期兑现", n.Count))
		case crm.NoticeWindow:
			chip("teal", "clock", "联系时段："+n.Text)
		case crm.NoticeHabit:
			if text := habit(n.Text); text != "" {
				chip("teal", "user-check", text)
			}
		case crm.NoticeTag:
			chip("gray", "tag", n.Text)
		}
	}
	return v
}

// openCases is where the open cases stand: the one there is, or the list on the page.
func openCases(f *crm.CustomerFile, n crm.Notice) string {
	if n.Count == 1 {
		return recordPath("case", n.ID)
	}
	return "#cases"
}

// habit is a preference as one word beside the name, empty where it says nothing unusual.
func habit(text string) string {
	key, value, _ := strings.Cut(text, "=")
	switch {
	case key == "language":
		return "语言：" + value
	case key == "home_visits" && value == "no":
		return "不接受上门"
	case key == "large_print" && value == "yes":
		return "用大字版"
	}
	return ""
}
