package crm

import (
	"strconv"
	"strings"
	"time"
)

// Fill puts values into the placeholders of a template of domain.md §11.
func Fill(code string, values map[string]string) string {
	for _, t := range Templates {
		if t.Code != code {
			continue
		}
		var filled strings.Builder
		for body := t.Body; ; {
			before, rest, open := strings.Cut(body, "{")
			filled.WriteString(before)
			if !open {
				return filled.String()
			}
			name, after, _ := strings.Cut(rest, "}")
			value, known := values[name]
			if !known {
				value, after = "{", rest
			}
			filled.WriteString(value)
			body = after
		}
	}
	return ""
}

// ResultWords are what to tell the customer with the result: when we call back, and nothing of that where nobody will.
func ResultWords(c *Case, s Settings, now int64, loc *time.Location) string {
	span := s.spans(c.Kind, c.Level, c.Urgent, c.Drawn).revisit
	on := time.Unix(now+span, 0).In(loc).Format(time.DateOnly)
	words := Fill("resolved", map[string]string{"编号": c.No, "结果": c.Resolution, "日期": on})
	if span == 0 {
		words = strings.Replace(words, "，我们将于"+on+"前回访", "", 1)
	}
	return words
}

// AckWords are what to tell the customer at the acknowledgement, and the next step proposed. A moment that has passed is not promised.
func AckWords(c *Case, department, phone string, now int64, loc *time.Location) (script, next string) {
	due := c.Current().Response.DueAt
	until, said := time.Unix(due, 0).In(loc).Format("2006-01-02 15:04"), SpokenMoment(due, now, loc)
	script = Fill("acknowledged", map[string]string{"摘要": c.Summary, "编号": c.No, "部门": department, "答复时限": said, "电话": phone})
	next = "由" + department + "跟进"
	switch {
	case due > now:
		return script, next + "，" + until + "前答复"
	case due != 0:
		next += "，尽快答复"
	}
	return strings.Replace(script, "，"+said+"前答复您", "，将尽快答复您", 1), next
}

// PromiseWords are what to say of a promise with a day, behind AckWords.
func PromiseWords(promise, on string, now int64, loc *time.Location) string {
	day, err := time.ParseInLocation(time.DateOnly, on, loc)
	if err != nil || promise == "" {
		return ""
	}
	return "我们约定：" + spokenDay(day, time.Unix(now, 0).In(loc)) + "前，" + strings.TrimRight(promise, "。") + "。"
}

// SpokenMoment is a moment as one reads it out: 今天17:50, 明天（3月16日）08:00, 3月20日（星期四）17:50.
func SpokenMoment(at, now int64, loc *time.Location) string {
	t := time.Unix(at, 0).In(loc)
	return spokenDay(t, time.Unix(now, 0).In(loc)) + t.Format("15:04")
}

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

func spokenDay(t, now time.Time) string {
	date := t.Format("1月2日")
	if t.Year() != now.Year() {
		date = t.Format("2006年1月2日")
	}
	switch t.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return "今天"
	case now.AddDate(0, 0, 1).Format(time.DateOnly):
		return "明天（" + date + "）"
	case now.AddDate(0, 0, 2).Format(time.DateOnly):
		return "后天（" + date + "）"
	}
	return date + "（星期" + weekdays[t.Weekday()] + "）"
}

// Explain says in one sentence how a clock's due came about.
func Explain(c *Case, y *Cycle, name ClockName, now int64, loc *time.Location) string {
	k := y.Clock(name)
	if k.DueAt == 0 {
		return ""
	}
	at := func(t int64) string { return time.Unix(t, 0).In(loc).Format("2006-01-02 15:04:05") }
	from := "受理时间"
	if y.No > 1 {
		from = "客户告知未解决的时间"
	}
	if name == RevisitClock {
		from = "告知处理结果的时间"
	}
	text := from + " " + at(k.AnchorAt)
	span, paused := k.DueAt-k.AnchorAt, int64(0)
	if name == ResolutionClock {
		paused = y.PausedSecs
	}
	text += " 加 " + spanText(span-paused)
	due := k.Shown(now)
	if paused -= k.DueAt - due; paused > 0 {
		text += "，再加不计时的 " + spanText(paused) + "（挂起、等待客户确认）"
	}
	text += "，得 " + at(due) + "；日夜、周末、节假日都计算在内"
	if now < k.PausedUntil {
		text += "；正在挂起，时限随之顺延，" + at(k.PausedUntil) + " 起继续计时"
	}
	if k.MissedDueAt != 0 && k.MissedDueAt != k.DueAt {
		text += "；此前的时限 " + at(k.MissedDueAt) + " 已超过"
	}
	if k.AnnulledDue != 0 {
		text += "；原时限 " + at(k.AnnulledDue) + " 的超时已由品质部撤销"
	}
	if name == AckClock && y.No == 1 {
		text += "；确认和登记都在时限内才算按时"
	}
	return text
}

// spanText is a span in whole hours where it is one, otherwise to the second.
func spanText(s int64) string {
	if s%hour == 0 {
		return strconv.FormatInt(s/hour, 10) + "小时"
	}
	if s%60 == 0 {
		return strconv.FormatInt(s/60, 10) + "分钟"
	}
	return (time.Duration(s) * time.Second).String()
}
