package crm

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// OnlineChat is the channel whose cases have a transcript.
const OnlineChat = "online_chat"

// DoTranscript adds what was said in an online chat.
const DoTranscript Action = "transcript"

// MaxTranscript is how much of a chat is kept, in characters.
const MaxTranscript = 10000

// checkTranscript finds what is wrong with a pasted chat. Where nobody said when it was received and the chat carries the time of
// its first message, that is proposed instead of now.
func (r Registration) checkTranscript(p Problems, act Act) (proposed int64) {
	p.Check(r.Transcript == "" && r.ChatAgent == "" || r.Channel == OnlineChat, "transcript", "只有渠道为在线客服时填写聊天记录和接待客服")
	p.Check(len([]rune(r.Transcript)) <= MaxTranscript, "transcript", fmt.Sprintf("聊天记录不超过%d个字，请保留有关的部分", MaxTranscript))
	first, ok := FirstMessage(r.Transcript, act.Now, act.Loc)
	if !ok || r.Received.At != 0 || r.Channel != OnlineChat || first/60 == act.Now/60 {
		return 0
	}
	p.Add("received_at", "已按聊天记录的第一条消息填好受理时间，请核对")
	return first
}

// AddTranscript adds to the chat of a case; agent is who answered there, empty for whoever did before, or for the author.
func (c *Case) AddTranscript(act Act, agent, text string) error {
	if err := c.may(DoTranscript, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(text != "", "transcript", "请粘贴聊天记录")
	whole := strings.TrimPrefix(c.Transcript+"\n\n"+text, "\n\n")
	p.Check(len([]rune(whole)) <= MaxTranscript, "transcript", fmt.Sprintf("聊天记录合计不超过%d个字，请保留有关的部分", MaxTranscript))
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	note := ""
	if first, ok := FirstMessage(text, act.Now, act.Loc); ok && first < c.ReceivedAt {
		note = "第一条消息早于受理时间" + act.on(first) + "，请客服主管更正受理时间"
	}
	c.setTranscript(act, agent, whole)
	c.log(act, "transcript_added", note)
	return nil
}

func (c *Case) setTranscript(act Act, agent, text string) {
	if c.Transcript = text; text == "" {
		return
	}
	switch {
	case agent != "":
		c.ChatAgent = agent
	case c.ChatAgent == "":
		c.ChatAgent = act.By.Name
	}
}

func (c *Case) mayTranscript(by Staff) (bool, string) {
	return by.ID != 0 && by.ID == c.IntakeOwnerID && by.CaseDesk() || c.leads(by), "聊天记录由首问责任人或客服主管补充"
}

func (c *Case) chatted(Act) (bool, string) {
	if c.Channel != OnlineChat {
		return false, "只有在线客服渠道的诉求有聊天记录"
	}
	return c.State.Open(), ""
}

// stamp is when a message was sent, as chat programs write it beside the name: 2026-11-22 09:13:05, 11月22日 下午3:05, 昨天 21:07, 9:13.
const stamp = `((?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{1,2}[-/月][0-9]{1,2}日?|今天|昨天|前天)?)[ ,]*(?:星期.|周.)?[ ]*((?:上午|下午|晚上|凌晨|中午)?)[ ]*([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)`

var (
	stampFirst = regexp.MustCompile(`^[\[【(（]?[ ]*` + stamp + `(?:[^0-9:]|$)`)
	stampLast  = regexp.MustCompile(`(?:^|[^0-9:/.-])` + stamp + `[ ]*[\]】)）]?:?$`)
	stampWhole = regexp.MustCompile(`(?:^|[^0-9])([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)[ ,]+(?:星期.|周.)?[ ]*((?:上午|下午|晚上|凌晨|中午)?)[ ]*([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)`)
	withYear   = regexp.MustCompile(`^[0-9]{4}`)
	sentence   = regexp.MustCompile(`[，。？！；、,?!;]`)
)

// FirstMessage is when the first message of a pasted chat was sent, in loc; false where no line says so. Without a day it is the
// last time before now that the clock showed it.
func FirstMessage(text string, now int64, loc *time.Location) (int64, bool) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.NewReplacer("：", ":", "\t", " ", "\u00a0", " ").Replace(line))
		m := stampFirst.FindStringSubmatch(line)
		if m == nil {
			m = stampWhole.FindStringSubmatch(line) // a day with its year is no talk
		}
		if m == nil {
			m = stampLast.FindStringSubmatch(line)
			if m == nil || sentence.MatchString(strings.TrimSuffix(line, m[0])) { // a time in what somebody said
				continue
			}
		}
		for _, day := range daysMeant(m[1], now, loc) {
			if at, _, err := ReadMoment(day+" "+m[2]+m[3], false, loc); err == nil && at.At <= now+120 {
				return min(at.At, now), true
			}
		}
	}
	return 0, false
}

// daysMeant are the days that a word of a chat may stand for, the likeliest first.
func daysMeant(word string, now int64, loc *time.Location) []string {
	today := time.Unix(now, 0).In(loc)
	back := func(days int) string { return today.AddDate(0, 0, -days).Format(time.DateOnly) }
	switch {
	case word == "":
		return []string{back(0), back(1)}
	case word == "今天":
		return []string{back(0)}
	case word == "昨天":
		return []string{back(1)}
	case word == "前天":
		return []string{back(2)}
	case withYear.MatchString(word):
		return []string{word}
	}
	short := strings.NewReplacer("月", "-", "/", "-", "日", "").Replace(word)
	return []string{fmt.Sprintf("%d-%s", today.Year(), short), fmt.Sprintf("%d-%s", today.Year()-1, short)}
}
