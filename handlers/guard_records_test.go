package handlers

import (
	"fmt"
	"strings"
	"time"

	"linli/db"
	"linli/db/crm"
)

// upload starts an import of one good row and one without a name.
func (s *scene) upload(login, name string) int64 {
	s.t.Helper()
	s.uploads++
	room := s.uploads + 100
	text := fmt.Sprintf("姓名,手机,楼栋,单元,房号,身份\n%s,154123%05d,9,1,%d,业主\n,15412340002,9,1,%d,业主\n", farName, room, room, room)
	b, err := s.store.StartImport(s.t.Context(), s.by(login), db.Upload{Name: name, File: strings.NewReader(text), Size: int64(len(text))})
	s.ok(err)
	return b.ID
}

// exports gives everybody with the right a file to fetch and those who may decide a wish to decide about.
func (s *scene) exports() {
	s.t.Helper()
	s.hire("aide", "另一主管", crm.Assignment{Role: crm.Supervisor})
	s.hire("deputy", "另一经理", crm.Assignment{Role: crm.Manager})
	for _, role := range []string{"supervisor", "manager", "quality"} {
		s.own[role]["export"] = s.export(role, false)
	}
	s.near["export"], s.near["request"] = s.export("deputy", true), s.export("deputy", true)
	s.far["export"] = s.export("aide", false)
	s.far["request"] = s.far["export"]
	s.elsewhere["export"] = s.export("stranger", false)
	s.elsewhere["request"] = s.elsewhere["export"]
}

// export asks for a list of customers.
func (s *scene) export(login string, plain bool) int64 {
	s.t.Helper()
	e, err := s.store.AskExport(s.t.Context(), s.by(login), db.NewExport{Subject: crm.ExportCustomers, Format: crm.FormatCSV, Purpose: "核对门牌", Plain: plain}, testStart.Format(time.DateOnly))
	s.ok(err)
	return e.ID
}

// dealings are a fee, a referral and a service beside the people of both projects.
func (s *scene) dealings() {
	s.t.Helper()
	file := s.file()
	defer file.Close()
	for login, ids := range map[string]map[string]int64{"manager": s.near, "supervisor": s.far, "stranger": s.elsewhere} {
		by, customer, fee := s.by(login), ids["customer"], int64(0)
		s.ok(file.QueryRow(`INSERT INTO fee_record (project_id, customer_id, room_id, item, period, receivable_fen, due_on) VALUES (?, ?, ?, 'property', '2025-01', 12000, '2025-01-31') RETURNING id`,
			by.Staff.ProjectID, customer, ids["room"]).Scan(&fee))
		ids["fee"] = fee
		services, err := s.store.Services(s.t.Context(), by.Staff, by.Now.Format(time.DateOnly))
		s.ok(err)
		ids["contract"], ids["agreement"] = s.contract(by, customer), s.contract(by, 0)
		ids["referral"], ids["service"] = s.referral(by, customer), services[0].ID
	}
}

// contract is one of a customer, or of the project for 0.
func (s *scene) contract(by db.By, customer int64) int64 {
	s.t.Helper()
	s.uploads++
	kind := "vas"
	if customer == 0 {
		kind = "preliminary"
	}
	today := by.Now.Format(time.DateOnly)
	s.ok(s.store.SaveContract(s.t.Context(), by, 0, crm.Contract{CustomerID: customer, Kind: kind, No: fmt.Sprint("HT-", s.uploads), SignedOn: today}, "", today))
	list, err := s.store.Contracts(s.t.Context(), by.Staff, customer)
	s.ok(err)
	return list[0].ID
}

// referral is one of a customer, of somebody new each time.
func (s *scene) referral(by db.By, customer int64) int64 {
	s.t.Helper()
	s.uploads++
	today := by.Now.Format(time.DateOnly)
	friend, err := s.store.AddCustomer(s.t.Context(), by, crm.CustomerForm{Name: fmt.Sprint("潜在客户", s.uploads), Kind: "person", Phone: fmt.Sprintf("154000%05d", s.uploads)})
	s.ok(err)
	s.ok(s.store.AddReferral(s.t.Context(), by, customer, friend.No, today, today))
	list, err := s.store.Referrals(s.t.Context(), by.Staff, customer)
	s.ok(err)
	return list[0].ID
}

// views keeps a list for the manager.
func (s *scene) views() {
	s.t.Helper()
	s.ok(s.store.SaveView(s.t.Context(), s.by("manager"), db.SavedView{Path: "/cases", Name: "报修", Query: "kind=repair"}))
}

// measure makes an improvement measure.
func (s *scene) measure(login, title string) int64 {
	s.t.Helper()
	id, err := s.store.SaveMeasure(s.t.Context(), s.by(login), crm.Measure{Title: title, State: "planned"}, 0, "")
	s.ok(err)
	return id
}

// place gives a place a code.
func (s *scene) place(login, name string) int64 {
	s.t.Helper()
	s.ok(s.store.AddPlaceCode(s.t.Context(), s.by(login), name))
	list, err := s.store.PlaceCodes(s.t.Context(), s.staff[login])
	s.ok(err)
	return list[0].ID
}

// handovers makes cards of this project.
func (s *scene) handovers() {
	s.t.Helper()
	s.near["place"], s.far["place"] = s.place("manager", "东门岗亭"), s.place("manager", "西门岗亭")
	s.near["measure"], s.far["measure"] = s.measure("manager", "更换楼道灯"), s.measure("manager", "修补路面")
	s.near["handover"], s.far["handover"] = s.handover("clerk", "manager"), s.handover("clerk", "supervisor")
}

// handover makes a card between two people.
func (s *scene) handover(from, to string) int64 {
	s.t.Helper()
	id, err := s.store.WriteCard(s.t.Context(), s.by(from), to, "钥匙在抽屉里")
	s.ok(err)
	return id
}

// publish puts last month before the committee.
func (s *scene) publish() {
	s.t.Helper()
	_, err := s.store.PublishMonth(s.t.Context(), s.by("manager"), crm.PeriodOf(testStart.AddDate(0, -1, 0).Unix(), testStart.Location()), 0, "")
	s.ok(err)
}

// tasks gives each role something to do about the near case, and somebody else in either project.
func (s *scene) tasks() {
	s.t.Helper()
	for _, role := range crm.Roles {
		if s.own[string(role.Code)] == nil {
			s.own[string(role.Code)] = map[string]int64{}
		}
		subject, about := "case", s.near["case"]
		if s.staff[string(role.Code)].Reach(crm.CaseRead) <= crm.Assigned {
			subject, about = "", 0
		}
		s.own[string(role.Code)]["task"] = s.task(s.project.ID, subject, about, role.Code, nil)
	}
	s.near["task"] = s.own["clerk"]["task"]
	s.far["task"] = s.task(s.project.ID, "case", s.far["case"], "", s.staff["worker"].ID)
	s.elsewhere["task"] = s.task(s.staff["stranger"].ProjectID, "case", s.elsewhere["case"], "", s.elsewhere["staff"])
}

// task makes one for a role or a person.
func (s *scene) task(project int64, subject string, about int64, role crm.Role, assignee any) (id int64) {
	s.t.Helper()
	file := s.file()
	defer file.Close()
	s.ok(file.QueryRow(`INSERT INTO task (project_id, kind, title, subject, subject_id, assignee_id, role, due_at, created_at) VALUES (?, 'new_need', '请登记新需求', ?, ?, ?, ?, ?, ?) RETURNING id`,
		project, subject, about, assignee, string(role), testStart.Unix(), testStart.Unix()).Scan(&id))
	return id
}
