package crm

import (
	"slices"
	"strconv"
	"strings"
)

// factNames are the facts of the journal as people read them; a name that is not here stands as it is.
var factNames = map[string]string{ // #nosec G101 -- words for people
	"no": "编号", "kind": "类型", "state": "状态", "level": "等级", "proposed_level": "建议等级", "level_reason": "建议依据", "level_confirmed": "等级已定",
	"urgent": "紧急", "confidential": "保密", "anonymous": "匿名", "customer_id": "客户", "room_id": "房屋", "channel": "渠道", "received_at": "受理时间",
	"registered_at": "登记时间", "late_entry": "补录原因", "registrar_id": "登记人", "intake_owner_id": "首问责任人", "category": "类别", "sub_category": "子类",
	"flags": "情况", "external_due_at": "外部时限", "previous_id": "接续的诉求", "master_id": "主案", "group_id": "一因多诉", "joint": "群诉", "representative_id": "代表", "members": "户数", "merged_at": "并案时间", "drawn": "抽中回访", "department": "部门", "handler_id": "经办人", "returned_by": "退单部门",
	"investigated_at": "调查时间", "expected_on": "预计完成", "root_causes": "原因", "responsibility": "责任归属", "validity": "投诉判定", "invalid_reason": "无效理由",
	"compensation_fen": "补偿（分）", "proposer_id": "提出人", "proposed_at": "提出时间", "approval": "审批", "approver_id": "审批人", "approved_at": "审批时间",
	"resolver_id": "办结人", "resolved_at": "处理完成时间", "told_method": "告知方式", "round": "回访轮次", "gate": "回访结论", "gate_opens_at": "可关闭时间",
	"third_try_at": "第三次联系", "decision": "决定", "withdrawal_by": "撤诉经手人", "closed_at": "关闭时间", "closed_by": "关闭人", "closed_unconfirmed": "未回访到而关闭",
	"last_event_at": "最近变动", "anchor_at": "起算", "due_at": "时限", "at": "办理时间", "met_at": "完成", "missed_due_at": "错过的时限", "stated_at": "填写时间",
	"stated_by": "填写人", "pending": "待核实", "off": "不计", "settings_id": "设置版本", "paused_seconds": "暂停秒数", "reworks": "重办次数", "returned_at": "退回时间",
	"hold_reason": "挂起原因", "held_at": "挂起时间", "hold_until": "预计恢复", "paused_until": "暂停至", "annulled_due_at": "撤销的时限",
	"reminder_at": "重办提醒", "about": "事项", "about_id": "事项编号", "area_m2": "面积", "building": "楼栋", "buildings": "负责楼栋", "code": "代码", "contacts": "联系方式",
	"contact_point_id": "联系方式", "counts": "行数", "field": "项目", "header_row": "表头行", "honorific": "称谓", "import_id": "导入批次", "import_row": "导入的行", "import_hash": "导入内容校验码", "original_no": "原编号", "is_payer": "缴费人",
	"is_primary_contact": "主要联系人", "kept": "保留", "end_reason": "迁出原因", "link_id": "住户关系", "links": "房屋", "mapping": "各列", "moved_in_on": "入住日期",
	"moved_out_on": "迁出日期", "agent_for": "代为办理", "partial": "只导入无误的行", "period": "月份", "preferred_channel": "联系偏好", "do_not_disturb": "请勿打扰", "org_credit_code": "统一社会信用代码", "reason": "事由", "relation": "关系", "relations": "关系",
	"role": "角色", "rooms": "房屋", "rooms_removed": "删除的空房号", "route": "地址", "rows": "行数", "source": "来源", "status": "状态", "taken_back": "撤回的行",
	"takeover_on": "接管日期", "version": "版本", "hash": "校验码", "sha256": "文件校验码", "New": "新建", "SameCustomer": "同一客户", "Unchanged": "无变化",
	"bytes": "字节", "expired": "过期的上传", "orphans": "无主的文件", "missing": "缺失的文件", "Refused": "不能导入", "Ignored": "略过", "what": "内容", "kept_no": "保留的档案", "gone_no": "并入的档案", "moved": "移入的记录",
	"contact_point": "联系方式", "service_case": "诉求", "revisit": "回访", "contact_note": "沟通记录", "need": "需求", "preference": "偏好", "consent": "授权同意",
	"customer_tag": "标签", "extra_value": "扩展信息", "file_verification": "档案核实", "stewardship": "管家", "service_contract": "服务合同", "fee_record": "费用记录", "vehicle": "车辆",
	"vas_usage": "增值服务", "referral": "转介绍", "task": "待办", "format": "格式", "plain": "明文", "downloads": "下载次数", "filter": "筛选",
	"type": "客户类型", "clock": "时限", "step": "步骤", "verdict": "结论", "handler": "经办人", "from_at": "受理时间起", "to_at": "受理时间止",
	"figure": "指标", "figure_from_at": "指标时段起", "figure_to_at": "指标时段止",
	"note_id": "沟通记录", "form": "形式", "direction": "方向", "promise_on": "承诺日期", "next_contact_on": "下次联系", "need_id": "需求", "wanted_by_on": "希望日期",
	"preference_id": "偏好", "key": "类别", "tag_id": "标签", "consent_id": "同意", "purpose": "用途", "text_version": "文本版本", "method": "方式",
	"privacy_notice_on": "告知日期", "fields": "字段", "readers": "可见角色", "choices": "选项", "name": "名称", "kept_on": "兑现日期",
	"until_at": "至", "hazard_removed_at": "隐患消除时间", "internal": "内部继续处理", "review": "复核", "review_role": "复核人角色", "review_asked_at": "申请复核时间", "first_kind": "原类型", "assisting": "协办部门",
	"targets": "涉及的员工", "recused": "回避的员工", "owner_id": "承办人", "owner_role": "承办人角色", "statement_at": "陈述时间",
	"facility_id": "设施", "building_id": "楼栋", "unit_id": "单元", "planned_on": "计划日期", "done_on": "完成日期", "cancelled_on": "取消日期", "warranty_until_on": "保修至", "last_service_on": "上次维保", "next_service_on": "下次维保", "case_id": "诉求", "occupancy": "使用情况",
	"starts_at": "开始时间", "capacity": "名额", "photos": "现场拍照", "activity_id": "活动", "on": "日期", "event_attendance": "活动记录",
}

// factCodes are the lists that the codes of a fact stand in, the first that knows the code decides.
var factCodes = map[string][][]Choice{
	"occupancy": {Occupancies}, "kind": {Kinds, AttachmentKinds, FacilityKinds, ServiceRecordKinds, CustomerKinds, ExtraKinds, ActivityKinds}, "state": {States, FacilityStates, PromiseStates, ActivityStages, {{ActivityApproved, "已批准"}}, {{"open", "未结（全部）"}}}, "level": {Levels}, "proposed_level": {Levels}, "channel": {Channels, NoteChannels}, "late_entry": {LateEntryReasons},
	"flags": {CaseFacts}, "department": {Departments}, "returned_by": {Departments}, "responsibility": {Responsibilities}, "validity": {Validities},
	"review": {Reviews}, "first_kind": {Kinds}, "assisting": {Departments}, "told_method": {ToldMethods}, "hold_reason": {holdReasonChoices()}, "gate": {GateLabels}, "decision": {Decisions}, "contacts": {ContactKinds}, "field": {ContactKinds}, "end_reason": {EndReasons},
	"preferred_channel": {PreferredChannels}, "reason": {RevealReasons}, "relation": {Relations}, "relations": {Relations}, "source": {CustomerSources, PreferenceSources},
	"status": {CustomerStates, ContactStates, ImportStates, ExportStates, NeedStates, AttendanceStates}, "type": {CustomerTypes}, "clock": {Clocks}, "step": {Steps}, "verdict": {Verdicts}, "figure": {FigureLists}, "what": {ExportSubjects}, "format": {ExportFormats}, "about": {{{"case", "诉求"}, {"customer", "客户"}, {"staff", "账号"}}},
	"form": {NoteForms}, "direction": {NoteDirections}, "key": {PreferenceKeys}, "method": {ConsentMethods, ConsentEnds}, "purpose": {PurposeChoices(), {{ConsentCare, "关怀信息"}}},
	"approval": {{{"pending", "待审批"}, {"approved", "同意"}, {"refused", "退回"}}},
}

// FactName names a fact of the journal: 房号, or of a clock 第1轮·受理确认·时限.
func FactName(name string) string {
	parts := strings.Split(name, ".")
	last := len(parts) - 1
	if word := factNames[parts[last]]; word != "" {
		parts[last] = word
	} else if label := settingLabel(name); label != "" {
		return label
	}
	if cycle, err := strconv.Atoi(parts[0]); err == nil {
		parts[0] = "第" + strconv.Itoa(cycle) + "轮"
	}
	if last == 2 {
		parts[1] = Label(Clocks, parts[1])
	}
	return strings.Join(parts, "·")
}

func settingLabel(name string) string {
	for _, group := range SettingGroups() {
		for _, s := range group.Settings {
			if s.Name == name {
				return group.Label + " " + s.Label
			}
		}
	}
	return ""
}

// FactValue is a value as people read it: codes by their label, yes and no.
func FactValue(name, value string) string {
	switch value {
	case "true":
		return "是"
	case "false":
		return "否"
	}
	switch name {
	case "category":
		return CategoryLabel(value)
	case "kind":
		if label := RoomKinds[value]; label != "" {
			return label
		}
	case "role", "owner_role", "review_role":
		if label := Role(value).Label(); label != "" {
			return label
		}
	}
	for _, list := range factCodes[name] {
		if Has(list, value) {
			return Label(list, value)
		}
	}
	if slices.Contains([]string{"customer_id", "room_id", "previous_id", "about_id", "contact_point_id", "import_id", "link_id", "activity_id"}, name) {
		return "#" + value
	}
	return value
}

// FactOfStaff reports whether a fact is the number of an account.
func FactOfStaff(name string) bool {
	return slices.Contains([]string{"registrar_id", "intake_owner_id", "handler_id", "proposer_id", "approver_id", "resolver_id", "withdrawal_by", "closed_by", "stated_by", "owner_id", "targets", "recused"},
		name[strings.LastIndexByte(name, '.')+1:])
}
