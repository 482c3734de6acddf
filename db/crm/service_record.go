package crm

import "strings"

// ServiceRecordKinds are the four kinds of domain.md §2.
var ServiceRecordKinds = []Choice{{"hardware", "设施维护"}, {"hygiene_security", "卫生秩序"}, {"special", "专项服务"}, {"safety_check", "安全检查"}}

// ServiceStatuses say how far a record is.
var ServiceStatuses = []Choice{{ServiceDone, "已完成"}, {ServiceOverdue, "已逾期"}, {ServicePlanned, "计划中"}, {ServiceCancelled, "已取消"}}

// The states of a service record.
const (
	ServiceDone    = "done"
	ServiceOverdue = "overdue"
	ServicePlanned = "planned"

	ServiceCancelled = "cancelled"
)

// ServiceRecord is something done, or to be done, for a facility or at a place. Dates are local.
type ServiceRecord struct {
	ID, FacilityID, BuildingID int64
	Facility                   string // its name
	Phase, Building, Unit      string // Unit: of the facility
	Place, Kind, Title         string
	PlannedOn, DoneOn          string
	ByName, Result             string
	CaseID                     int64
	CaseNo                     string // empty where the reader may not open it
	RowVersion                 int64
	CancelledOn, CancelReason  string
}

// Check finds what is wrong with a record typed on a day.
func (r ServiceRecord) Check(today string, p Problems) {
	p.Check(Has(ServiceRecordKinds, r.Kind), "kind", "请选择类别")
	p.Check(strings.TrimSpace(r.Title) != "", "title", "请填写内容")
	p.Check(r.PlannedOn != "" || r.DoneOn != "", "planned_on", "请填写计划日期，已经做完的填写完成日期")
	p.Check(r.DoneOn <= today, "done_on", "完成日期不能晚于今天")
	p.Check(r.DoneOn == "" || r.ByName != "", "by_name", "请填写由谁完成")
	p.Check(r.DoneOn != "" || r.Result == "", "done_on", "有结果的记录请填写完成日期")
	p.Check(r.FacilityID != 0 || r.BuildingID != 0 || r.Place != "", "place", "请写明地点")
}

// Open refuses a change of a record that was cancelled.
func (r ServiceRecord) Open() error {
	if r.CancelledOn != "" {
		return Refuse(Conflict, "这项计划已于 "+r.CancelledOn+" 取消；要做的话请重新添加计划")
	}
	return nil
}

// CheckCancel refuses to cancel what is not a plan any more, or without a reason.
func (r ServiceRecord) CheckCancel(reason string) error {
	if err := r.Open(); err != nil {
		return err
	}
	if r.DoneOn != "" {
		return Refuse(Conflict, "已经完成的服务不能取消")
	}
	if strings.TrimSpace(reason) == "" {
		return InvalidField("reason", "请填写取消的原因")
	}
	return nil
}

// Status is where the record stands on a day; the planned day itself is in time.
func (r ServiceRecord) Status(today string) string {
	switch {
	case r.CancelledOn != "":
		return ServiceCancelled
	case r.DoneOn != "":
		return ServiceDone
	case r.PlannedOn < today:
		return ServiceOverdue
	}
	return ServicePlanned
}

// Where is what the record is about: 3栋2单元客梯, 3栋 东侧花园.
func (r ServiceRecord) Where() string {
	return strings.Join(strings.Fields(BuildingName(r.Phase, r.Building, r.Unit)+" "+r.Place+" "+r.Facility), " ")
}

// NextService is when a facility is served next: the earlier of what was set and what is planned, as far as it is not over.
// done is the last service.
func NextService(was, done, planned string) string {
	if was <= done {
		was = ""
	}
	if was == "" || planned != "" && planned < was {
		return planned
	}
	return was
}
