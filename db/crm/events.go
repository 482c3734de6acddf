package crm

// EventLabels name the kinds of the journal for people (domain.md §3.8 and what other records write).
var EventLabels = []Choice{
	{"registered", "登记"}, {"acknowledged", "受理确认"}, {"ack_attempted", "联系未果"}, {"moment_verified", "核实时间"}, {"assigned", "派单"}, {"accepted", "接单"},
	{"investigated", "调查"}, {"reported_up", "上报"}, {"noted", "补充记录"}, {"transcript_added", "补充聊天记录"}, {"report_answered", "上报答复"}, {"returned", "退单"}, {"held", "挂起"}, {"progress_told", "向客户说明进度"}, {"transferred", "转派"}, {"intake_handed", "交接受理人"}, {"person_left", "人员离岗"}, {"receipt_corrected", "更正受理时间"}, {"category_changed", "改类别"}, {"deadline_annulled", "撤销时限"}, {"resumed", "恢复"}, {"responded", "首次答复"}, {"proposed", "提出处理结果"},
	{"approved", "审批同意"}, {"approval_refused", "审批退回"}, {"resolved", "处理完成"}, {"completed", "办结"}, {"revisit_linked", "回访"}, {"revisit_notice", "书面通知"},
	{"decline_confirmed", "确认拒访"}, {"supervisor_called", "主管致电"}, {"withdrawal_asked", "申请撤诉"}, {"withdrawn", "撤诉"}, {"miss_explained", "说明超时原因"},
	{"miss_accepted", "认可超时原因"}, {"deadline_missed", "时限已过"}, {"deadline_cleared", "撤销超时"}, {"reworked", "退回重办"}, {"closed", "关闭"}, {"reopened", "重开"},
	{"contact_limited", "限定联系渠道"}, {"voided", "作废"}, {"hazard_removed", "隐患已消除"}, {"review_requested", "申请复核"}, {"review_decided", "复核决定"}, {"assisted", "协办"}, {"kind_linked", "改类型"},
	{"target_added", "登记涉及的员工"}, {"recused", "回避"}, {"statement_taken", "当事员工陈述"},
	{"merged", "并案"}, {"unmerged", "拆分并案"}, {"level_changed", "调整等级"}, {"revealed", "查看明文"}, {"escalated", "升级督办"},
	{"group_joined", "加入一因多诉"}, {"group_left", "移出一因多诉"}, {"group_added", "建立一因多诉"}, {"group_changed", "修改一因多诉"}, {"group_joint", "按群诉办理"}, {"group_ended", "结束一因多诉"},
	{"attachment_added", "添加附件"}, {"file_kept", "存入文件"}, {"printed", "打印"},
	{"customer_added", "建立客户档案"}, {"customer_changed", "修改档案"}, {"duplicate_accepted", "有相似客户，仍然保存"}, {"contact_added", "添加联系方式"},
	{"contact_changed", "修改联系方式"}, {"link_added", "添加房屋"}, {"link_changed", "修改住户关系"}, {"room_added", "新建房号"}, {"room_changed", "修改房号"},
	{"room_removed", "删除空房号"}, {"import_started", "上传文件"}, {"import_mapped", "指明各列"}, {"import_committed", "导入"}, {"import_abandoned", "放弃导入"}, {"import_taken_back", "撤回导入"},
	{"customer_filled", "导入补充档案"}, {"fee_changed", "费用更正"}, {"vehicle_added", "登记车辆"}, {"vehicle_changed", "修改车辆"}, {"vehicle_ended", "车辆转出"}, {"vehicle_taken_back", "撤回导入的车辆"},
	{"case_taken_back", "撤回导入的诉求"}, {"taken_back", "撤回导入的客户"}, {"link_taken_back", "撤回导入的房屋"}, {"contact_taken_back", "撤回导入的联系方式"}, {"primary_passed", "接任主要联系人"}, {"exported", "导出"}, {"export_asked", "申请导出"},
	{"export_approved", "同意导出"}, {"export_refused", "不同意导出"},
	{"customers_merged", "合并档案"}, {"merge_undone", "撤销合并"}, {"complainant_moved", "诉求人档案合并"}, {"found_distinct", "确认不是同一人"},
	{"note_added", "沟通记录"}, {"promise_kept", "兑现承诺"}, {"contact_made", "如约联系"}, {"need_added", "新增需求"}, {"need_changed", "需求进展"}, {"preference_added", "记录偏好"}, {"preference_ended", "偏好不再适用"}, {"tag_added", "添加标签"}, {"tag_ended", "去掉标签"}, {"care_added", "添加关怀标签"}, {"care_ended", "关怀标签结束"}, {"care_agreed", "同意关怀信息"}, {"care_withdrawn", "撤回关怀同意"}, {"consent_given", "同意"}, {"consent_withdrawn", "撤回同意"}, {"privacy_notice", "告知隐私政策"}, {"extra_changed", "修改补充信息"},
	{"committee_published", "公布月报"}, {"committee_viewed", "查看月报"}, {"task_done", "完成待办"},
	{"doubt_settled", "体检处理"}, {"file_verified", "核实档案"}, {"handed_over", "交接管家"}, {"contract_saved", "登记合同"},
	{"fee_disputed", "费用争议"}, {"service_used", "使用增值服务"}, {"service_changed", "增值服务目录"}, {"referral_added", "登记推荐"}, {"referral_decided", "推荐的结果"},
	{"handover_written", "写交接卡"}, {"handover_taken", "签收交接卡"}, {"roster_set", "排班"},
	{"activity_added", "新建活动"}, {"activity_changed", "修改活动"}, {"activity_approved", "批准活动"}, {"activity_cancelled", "取消活动"}, {"activity_minuted", "写活动纪要"},
	{"activity_invited", "邀请参加活动"}, {"activity_signed_up", "活动报名"}, {"activity_attended", "参加活动"}, {"activity_absent", "活动未到"},
	{"measure_added", "立项改进措施"}, {"measure_changed", "改进措施进展"},
	{"supplemented", "诉求人补充"}, {"place_code_added", "新增位置二维码"}, {"place_code_ended", "停用位置二维码"},
	{"view_saved", "保存视图"}, {"view_dropped", "删除视图"},
	{"facility_added", "登记设施"}, {"facility_changed", "修改设施"}, {"service_planned", "列入维保计划"}, {"service_done", "完成维保"}, {"service_record_changed", "修改服务记录"}, {"service_cancelled", "取消服务计划"},
}

// AdminEvents are the kinds about accounts, sessions, settings and the program itself.
var AdminEvents = []Choice{
	{"signed_in", "登录"}, {"signed_out", "退出"}, {"login_failed", "登录失败"}, {"refused", "越权被拒"}, {"password_changed", "修改密码"}, {"password_reset", "重置密码"},
	{"pledge_signed", "签署保密承诺"}, {"project_switched", "切换项目"}, {"account_added", "新建账号"}, {"account_disabled", "停用账号"}, {"role_added", "增加角色"},
	{"role_ended", "结束角色"}, {"home_changed", "登记员工住址"}, {"settings_changed", "修改设置"}, {"field_added", "新增补充字段"}, {"field_changed", "修改补充字段"}, {"field_retired", "停用补充字段"}, {"project_created", "建立项目"}, {"files_swept", "清理附件目录"}, {"restored", "从备份恢复"},
}

// EventLabel names one kind.
func EventLabel(kind string) string {
	if Has(AdminEvents, kind) {
		return Label(AdminEvents, kind)
	}
	return Label(EventLabels, kind)
}
