package crm

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// Settings are the numbers marked ⚙ that this product uses, one version of them.
type Settings struct {
	ID               int64           `json:"-"`
	Version          int64           `json:"-"`
	AckHours         map[Kind]int64  `json:"ack_hours"`
	ResponseHours    map[Level]int64 `json:"response_hours"`
	ResolutionHours  map[Level]int64 `json:"resolution_hours"`
	RevisitHours     map[Level]int64 `json:"revisit_hours"`
	UrgentResponse   int64           `json:"urgent_response_minutes"`
	RepairResponse   int64           `json:"repair_response_hours"`
	UrgentResolution int64           `json:"urgent_resolution_hours"`
	RepairResolution int64           `json:"repair_resolution_hours"`
	RepairRevisit    int64           `json:"repair_revisit_days"`
	RepairSample     int             `json:"repair_sample_percent"`
	OtherResponse    map[Kind]int64  `json:"other_response_hours"`
	ReopenDays       int64           `json:"reopen_days"`
	UnreachableWait  int64           `json:"unreachable_wait_days"`
	LegalReplyDays   int64           `json:"legal_reply_days"`
	GroupRooms       int             `json:"group_rooms"`
	GroupDays        int64           `json:"group_days"`
	HotRooms         int64           `json:"hot_rooms"`
	HotDays          int64           `json:"hot_days"`
	MeasureCases     int             `json:"measure_cases"`
	MeasureDays      int64           `json:"measure_days"`
	SmallNumber      int             `json:"small_number"`
	CountImported    int64           `json:"count_imported"` // 1 = imported cases are in the figures
	RevealAlert      int             `json:"reveal_alert_per_day"`
	ExportRows       int64           `json:"export_rows"`
	AttachmentMB     int64           `json:"attachment_mb"`
	VerifyMonths     int64           `json:"verify_months"`
	TenantVerify     int64           `json:"tenant_verify_months"`
	ContractFileDays int64           `json:"contract_file_days"`
	DayFrom          int64           `json:"shift_day_from"` // hours of the local day; EveningTo not after DayTo = no evening shift
	DayTo            int64           `json:"shift_day_to"`
	EveningTo        int64           `json:"shift_evening_to"`
	SessionIdle      int64           `json:"session_idle_minutes"`
	SessionAbsolute  int64           `json:"session_absolute_hours"`
	DraftDays        int64           `json:"draft_days"`
	YearlyForums     int64           `json:"yearly_forums"`
	YearlyCommunity  int64           `json:"yearly_community"`
	YearlyAssemblies int64           `json:"yearly_assemblies"`
}

// DefaultSettings are the numbers of domain.md §3.1, §3.2, §3.6, §4.
func DefaultSettings() Settings {
	return Settings{
		AckHours:         map[Kind]int64{Complaint: 24, Repair: 24, Suggestion: 24, Praise: 72, Enquiry: 24},
		ResponseHours:    map[Level]int64{Major: 4, Important: 24, General: 48},
		ResolutionHours:  map[Level]int64{Major: 360, Important: 168, General: 72},
		RevisitHours:     map[Level]int64{Major: 48, Important: 72, General: 72},
		UrgentResponse:   30,
		RepairResponse:   24,
		UrgentResolution: 24,
		RepairResolution: 72,
		RepairRevisit:    7,
		RepairSample:     30,
		OtherResponse:    map[Kind]int64{Suggestion: 240, Enquiry: 24},
		ReopenDays:       30,
		UnreachableWait:  3,
		LegalReplyDays:   10,
		YearlyForums:     2,
		YearlyCommunity:  4,
		YearlyAssemblies: 1,
		GroupRooms:       5,
		GroupDays:        7,
		HotRooms:         3,
		HotDays:          30,
		MeasureCases:     3,
		MeasureDays:      30,
		SmallNumber:      5,
		RevealAlert:      30,
		ExportRows:       500,
		AttachmentMB:     20,
		VerifyMonths:     12,
		TenantVerify:     6,
		ContractFileDays: 3,
		DayFrom:          9,
		DayTo:            18,
		EveningTo:        18,
		SessionIdle:      15,
		SessionAbsolute:  12,
		DraftDays:        7,
	}
}

// Setting is one number marked ⚙ that a project may choose within bounds. The name is that of its form field.
type Setting struct {
	Name, Label, Unit string
	Min, Max          int64
	get               func(*Settings) int64
	set               func(*Settings, int64)
}

// Get is the number in one version of the settings.
func (s Setting) Get(in Settings) int64 { return s.get(&in) }

// SettingGroup is a part of the settings page.
type SettingGroup struct {
	Label    string
	Settings []Setting
}

// SettingGroups lists every number a manager may change, as the page shows them.
func SettingGroups() []SettingGroup {
	return []SettingGroup{
		{"受理确认时限", entries("ack_hours", Kinds, "小时", 240, func(s *Settings) map[Kind]int64 { return s.AckHours })},
		{"投诉首次答复时限", entries("response_hours", Levels, "小时", 720, func(s *Settings) map[Level]int64 { return s.ResponseHours })},
		{"投诉处理完成时限", entries("resolution_hours", Levels, "小时", 2160, func(s *Settings) map[Level]int64 { return s.ResolutionHours })},
		{"投诉回访时限（自处理完成起）", entries("revisit_hours", Levels, "小时", 720, func(s *Settings) map[Level]int64 { return s.RevisitHours })},
		{"报修", []Setting{
			single("urgent_response_minutes", "急修到场", "分钟", 5, 1440, func(s *Settings) *int64 { return &s.UrgentResponse }),
			single("repair_response_hours", "一般报修预约", "小时", 1, 720, func(s *Settings) *int64 { return &s.RepairResponse }),
			single("urgent_resolution_hours", "急修完成", "小时", 1, 720, func(s *Settings) *int64 { return &s.UrgentResolution }),
			single("repair_resolution_hours", "一般报修完成", "小时", 1, 2160, func(s *Settings) *int64 { return &s.RepairResolution }),
			single("repair_revisit_days", "抽中后回访", "天", 1, 60, func(s *Settings) *int64 { return &s.RepairRevisit }),
			single("repair_sample_percent", "回访抽样比例", "%", 0, 100, func(s *Settings) *int { return &s.RepairSample }),
		}},
		{"建议与咨询答复时限", entries("other_response_hours", []Choice{{"suggestion", "建议"}, {"enquiry", "咨询"}}, "小时", 2160,
			func(s *Settings) map[Kind]int64 { return s.OtherResponse })},
		{"关闭与重开", []Setting{
			single("reopen_days", "关闭后可重开", "天", 1, 365, func(s *Settings) *int64 { return &s.ReopenDays }),
			single("unreachable_wait_days", "书面通知后等待", "天", 1, 30, func(s *Settings) *int64 { return &s.UnreachableWait }),
			single("legal_reply_days", "法定答复期限", "天", 1, 60, func(s *Settings) *int64 { return &s.LegalReplyDays }),
		}},
		{"同类诉求", []Setting{
			single("group_rooms", "提议按群诉办理：同一楼栋、同一子类", "户", 2, 100, func(s *Settings) *int { return &s.GroupRooms }),
			single("group_days", "群诉户数统计最近", "天", 1, 90, func(s *Settings) *int64 { return &s.GroupDays }),
			single("hot_rooms", "提议热点投诉：同一楼栋、同一子类", "户", 2, 100, func(s *Settings) *int64 { return &s.HotRooms }),
			single("hot_days", "热点户数统计最近", "天", 1, 365, func(s *Settings) *int64 { return &s.HotDays }),
			single("measure_cases", "自动立改进措施：同一位置、同一原因", "件", 2, 100, func(s *Settings) *int { return &s.MeasureCases }),
			single("measure_days", "改进措施件数统计最近", "天", 1, 365, func(s *Settings) *int64 { return &s.MeasureDays }),
		}},
		{"班次", []Setting{
			single("shift_day_from", "白班开始", "点", 0, 12, func(s *Settings) *int64 { return &s.DayFrom }),
			single("shift_day_to", "白班结束", "点", 12, 24, func(s *Settings) *int64 { return &s.DayTo }),
			single("shift_evening_to", "晚班结束（没有晚班填白班结束的时间）", "点", 12, 24, func(s *Settings) *int64 { return &s.EveningTo }),
		}},
		{"附件", []Setting{
			single("attachment_mb", "每个文件最大", "MB", 1, 100, func(s *Settings) *int64 { return &s.AttachmentMB }),
		}},
		{"客户档案", []Setting{
			single("verify_months", "档案核实周期", "个月", 1, 60, func(s *Settings) *int64 { return &s.VerifyMonths }),
			single("tenant_verify_months", "租户档案核实周期", "个月", 1, 60, func(s *Settings) *int64 { return &s.TenantVerify }),
			single("contract_file_days", "签约后应建档", "天", 0, 60, func(s *Settings) *int64 { return &s.ContractFileDays }),
		}},
		{"社区活动每年至少", []Setting{
			single("yearly_forums", "业主座谈会", "场", 0, 52, func(s *Settings) *int64 { return &s.YearlyForums }),
			single("yearly_community", "社区活动", "场", 0, 52, func(s *Settings) *int64 { return &s.YearlyCommunity }),
			single("yearly_assemblies", "业主大会", "场", 0, 12, func(s *Settings) *int64 { return &s.YearlyAssemblies }),
		}},
		{"隐私与统计", []Setting{
			single("small_number", "合计数字少于此户数时隐去", "户", MinRooms, 50, func(s *Settings) *int { return &s.SmallNumber }),
			single("count_imported", "指标计入导入的历史诉求", "0 否，1 是", 0, 1, func(s *Settings) *int64 { return &s.CountImported }),
			single("reveal_alert_per_day", "每人每天查看明文超过此数时提醒", "次", 1, 1000, func(s *Settings) *int { return &s.RevealAlert }),
			single("draft_days", "没有提交的草稿保留", "天", 1, 30, func(s *Settings) *int64 { return &s.DraftDays }),
			single("export_rows", "含联系方式的导出文件最多", "行", 1, 100_000, func(s *Settings) *int64 { return &s.ExportRows }),
		}},
		{"登录", []Setting{
			single("session_idle_minutes", "无操作后锁定", "分钟", 1, 240, func(s *Settings) *int64 { return &s.SessionIdle }),
			single("session_absolute_hours", "最长登录时间", "小时", 1, 72, func(s *Settings) *int64 { return &s.SessionAbsolute }),
		}},
	}
}

// single is a number of its own.
func single[N int | int64](name, label, unit string, lowest, highest int64, at func(*Settings) *N) Setting {
	return Setting{name, label, unit, lowest, highest,
		func(s *Settings) int64 { return int64(*at(s)) }, func(s *Settings, n int64) { *at(s) = N(n) }}
}

// entries are the numbers of one map, from 1 to highest, in the order of a list.
func entries[K ~string](name string, of []Choice, unit string, highest int64, in func(*Settings) map[K]int64) []Setting {
	list := make([]Setting, len(of))
	for i, c := range of {
		key := K(c.Code)
		list[i] = Setting{name + "." + c.Code, c.Label, unit, 1, highest,
			func(s *Settings) int64 { return in(s)[key] }, func(s *Settings, n int64) { in(s)[key] = n }}
	}
	return list
}

// Read makes new settings of old ones and of what was typed; a field that was not sent stays as it was.
func (s Settings) Read(sent func(name string) (text string, ok bool)) (Settings, error) {
	fresh := s
	fresh.AckHours, fresh.OtherResponse = maps.Clone(s.AckHours), maps.Clone(s.OtherResponse)
	fresh.ResponseHours, fresh.ResolutionHours, fresh.RevisitHours = maps.Clone(s.ResponseHours), maps.Clone(s.ResolutionHours), maps.Clone(s.RevisitHours)
	unread := []string{}
	for _, group := range SettingGroups() {
		for _, setting := range group.Settings {
			text, ok := sent(setting.Name)
			if !ok {
				continue
			}
			n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
			if err != nil {
				unread = append(unread, setting.Name)
				continue
			}
			setting.set(&fresh, n)
		}
	}
	p := fresh.problems()
	for _, name := range unread {
		p[name] = "请填写整数"
	}
	return fresh, p.Err()
}

// Check says what is out of bounds, or at odds with another number.
func (s Settings) Check() error { return s.problems().Err() }

func (s Settings) problems() Problems {
	p := Problems{}
	for _, group := range SettingGroups() {
		for _, setting := range group.Settings {
			n := setting.Get(s)
			p.Check(setting.Min <= n && n <= setting.Max, setting.Name, fmt.Sprintf("应在 %d 至 %d %s之间", setting.Min, setting.Max, setting.Unit))
		}
	}
	for level, hours := range s.ResponseHours {
		p.Check(hours <= s.ResolutionHours[level], "response_hours."+string(level), "首次答复不能晚于处理完成")
	}
	p.Check(s.RepairResponse <= s.RepairResolution, "repair_response_hours", "预约不能晚于完成")
	p.Check(s.UrgentResponse <= s.UrgentResolution*60, "urgent_response_minutes", "到场不能晚于完成")
	p.Check(s.DayFrom < s.DayTo, "shift_day_to", "白班结束不能早于开始")
	p.Check(s.DayTo <= s.EveningTo, "shift_evening_to", "晚班结束不能早于白班结束")
	return p
}
