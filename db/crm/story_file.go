package crm

import "strings"

// fileStories tell what was noted about a customer beside the fields of the file.
var fileStories = map[string]func(Record) Story{
	"note_added": func(r Record) Story {
		lines := []string{fact(r.Texts, "summary")}
		if promise := fact(r.Texts, "promise"); promise != "" {
			lines = append(lines, "承诺（"+fact(r.After, "promise_on")+"）："+promise)
		}
		if next := fact(r.After, "next_contact_on"); next != "" {
			lines = append(lines, "下次联系："+next)
		}
		n := ContactNote{Form: fact(r.After, "form"), Channel: fact(r.After, "channel"), Direction: fact(r.After, "direction")}
		return Story{Title: n.How(), Icon: "message-circle",
			Text: strings.Join(lines, "\n")}
	},
	"promise_kept": func(r Record) Story {
		s := Story{Title: "兑现承诺", Icon: "circle-check", Tone: "green", Text: joinLines(fact(r.Texts, "promise"), r.Note)}
		if fact(r.After, "state") == PromiseLate {
			s.Title, s.Tone = "逾期兑现承诺", "orange"
		}
		return s
	},
	"contact_made": func(r Record) Story { return Story{Title: "如约联系", Icon: "phone-call", Text: r.Note} },
	"need_added": func(r Record) Story {
		s := Story{Title: "新增需求", Icon: "bulb", Text: fact(r.Texts, "text")}
		if by := fact(r.After, "wanted_by_on"); by != "" {
			s.Text += "（希望 " + by + " 前）"
		}
		return s
	},
	"need_changed": func(r Record) Story {
		s := Story{Title: "修改需求", Icon: "bulb", Text: joinLines(fact(r.Texts, "text"), r.Note)}
		if status := fact(r.After, "status"); status != fact(r.Before, "status") {
			s.Title = "需求" + Label(NeedStates, status)
		}
		return s
	},
	"preference_added": func(r Record) Story {
		p := Preference{Key: fact(r.After, "key"), Value: fact(r.Texts, "value")}
		return Story{Title: "偏好：" + Label(PreferenceKeys, p.Key), Icon: "heart", Text: p.Shown() + "（" + Label(PreferenceSources, fact(r.After, "source")) + "）"}
	},
	"preference_ended": func(r Record) Story {
		p := Preference{Key: fact(r.Before, "key"), Value: fact(r.Texts, "value")}
		return Story{Title: "偏好不再适用", Icon: "heart", Text: Label(PreferenceKeys, p.Key) + "：" + p.Shown()}
	},
	"tag_added": func(r Record) Story { return Story{Title: "添加标签", Icon: "tag", Text: fact(r.Texts, "tag")} },
	"tag_ended": func(r Record) Story { return Story{Title: "去掉标签", Icon: "tag", Text: fact(r.Texts, "tag")} },
	"care_added": func(r Record) Story {
		return Story{Title: "添加关怀标签", Icon: "heart", Text: fact(r.Texts, "tag")}
	},
	"care_ended": func(r Record) Story {
		return Story{Title: "关怀标签结束", Icon: "heart", Text: fact(r.Texts, "tag")}
	},
	"consent_given": tellConsent("同意", "check", ConsentMethods), "consent_withdrawn": tellConsent("撤回同意", "arrow-back-up", ConsentEnds),
	"care_agreed": tellConsent("同意", "check", ConsentMethods), "care_withdrawn": tellConsent("撤回同意", "arrow-back-up", ConsentEnds),
	"privacy_notice": func(r Record) Story {
		return Story{Title: "告知隐私政策", Icon: "shield-lock", Text: fact(r.After, "privacy_notice_on")}
	},
	"service_used": func(r Record) Story {
		return Story{Title: "使用" + fact(r.After, "service"), Icon: "star", Text: fact(r.After, "used_on")}
	},
	"activity_invited": tellAttendance("邀请参加", "calendar-event", ""), "activity_signed_up": tellAttendance("报名", "calendar-event", ""),
	"activity_attended": tellAttendance("参加", "user-check", "green"), "activity_absent": tellAttendance("报名未到：", "calendar-event", "orange"),
	"fee_disputed": func(r Record) Story {
		s := Story{Title: "费用争议解除", Icon: "receipt", Text: join(fact(r.After, "period"), r.Note)}
		if fact(r.After, "disputed") == "true" {
			s.Title, s.Tone = "费用有争议", "orange"
		}
		return s
	},
	"extra_changed": func(r Record) Story {
		return Story{Title: "修改补充信息", Icon: "edit", Text: strings.Join(stringsOf(r.After["fields"]), "、")}
	},
}

func tellConsent(title, icon string, methods []Choice) func(Record) Story {
	return func(r Record) Story {
		return Story{Title: title + "：" + PurposeLabel(fact(r.After, "purpose")), Icon: icon,
			Text: Label(methods, fact(r.After, "method")) + "，" + fact(r.Texts, "evidence")}
	}
}

func tellAttendance(did, icon, tone string) func(Record) Story {
	return func(r Record) Story {
		s := Story{Title: did + fact(r.Texts, "title"), Icon: icon, Tone: tone, Text: Label(ActivityKinds, fact(r.After, "kind")) + " · " + fact(r.After, "on")}
		if fact(r.Before, "status") == Attended {
			s.Title, s.Icon, s.Tone = "更正签到："+fact(r.Texts, "title"), "edit", "orange"
		}
		return s
	}
}

// stringsOf are the texts of a list in a line's facts.
func stringsOf(value any) []string {
	items, _ := value.([]any)
	list := make([]string, 0, len(items))
	for _, item := range items {
		if text, ok := item.(string); ok {
			list = append(list, text)
		}
	}
	return list
}

// joinLines puts what there is one below the other.
func joinLines(lines ...string) string {
	var list []string
	for _, line := range lines {
		if line != "" {
			list = append(list, line)
		}
	}
	return strings.Join(list, "\n")
}
