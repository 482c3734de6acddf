package handlers

import (
	"database/sql"
	"fmt"
	"regexp"
	"strings"
	"time"

	"linli/db"
	"linli/db/crm"
)

// scene is a world with one record of each kind near everybody who has a right «own», and one far from them.
type scene struct {
	*world
	numbers
}

// The people of the scene. Nothing of them may reach anybody without the right, or the log.
const (
	nearName, nearPhone = "欧阳若兰", "15478563412"
	farName, farPhone   = "诸葛青山", "15460217788"
	alienName           = "赫连远方"
	alienPhone          = "15499887766"
	nearRoom, farRoom   = "3-2-501", "8-1-101"
	nearText            = "厨房下水道反味三天了"
	farText             = "八栋门禁坏了没人管"
	alienText           = "另一个小区的秘密诉求"
	workerName          = "尉迟维修"
)

// alien are the words of the other project.
var alien = []string{alienName, alienPhone, "154****7766", alienText}

// furnish puts everybody and everything on file.
func (s *scene) furnish() {
	s.t.Helper()
	s.hire("worker", workerName, crm.Assignment{Role: crm.Handler, Department: "GC"})
	s.near["staff"] = s.hire("spare", "备用账号", crm.Assignment{Role: crm.Clerk}).ID
	s.person(s.near, "supervisor", nearName, nearPhone, nearRoom)
	s.person(s.far, "supervisor", farName, farPhone, farRoom)
	s.near["other"], s.far["other"] = s.twin(nearName, nearRoom), s.near["customer"]
	s.near["case"] = s.working("handler", "GC", nearRoom, nearText, s.near["customer"])
	s.far["case"] = s.working("supervisor", "BJ", farRoom, farText, s.far["customer"])
	s.own["clerk"] = map[string]int64{"case": s.working("clerk", "KF", farRoom, farText, s.far["customer"])}
	s.near["file"], s.far["file"] = s.attached("handler", s.near["case"], "IMG_1.jpg"), s.attached("supervisor", s.far["case"], "IMG_2.jpg")
	s.own["clerk"]["file"] = s.attached("clerk", s.own["clerk"]["case"], "IMG_3.jpg")
	s.own["executive"] = map[string]int64{"case": s.aboutStaff("接待时不耐烦", "quality")}
	s.own["quality"] = map[string]int64{"case": s.aboutStaff("承诺的事没有下文", "manager")}
	s.near["import"] = s.upload("manager", "near.csv")
	s.neighbourProject()
	s.dealings()
	s.facts()
	s.estate()
	s.causes()
	s.publish()
	s.views()
	s.handovers()
	s.activities()
	s.tasks()
	s.exports()
}

// person puts somebody with a number and a room on file.
func (s *scene) person(ids map[string]int64, login, name, phone, room string) {
	s.t.Helper()
	by := s.by(login)
	c, err := s.store.AddCustomer(s.t.Context(), by, crm.CustomerForm{Name: name, Kind: "person", Phone: phone, Room: room, Relation: "owner", MovedInOn: "2020-01-01", Note: "门牌说明写在这里"})
	s.ok(err)
	f, err := s.store.CustomerFile(s.t.Context(), by.Staff, c.ID, by.Now.Format(time.DateOnly))
	s.ok(err)
	ids["customer"], ids["contact"] = c.ID, f.Customer.Contacts[0].ID
	ids["room"], ids["link"] = f.Customer.Links[0].RoomID, f.Customer.Links[0].ID
}

// twin is a second file about somebody.
func (s *scene) twin(name, room string) int64 {
	s.t.Helper()
	c, err := s.store.AddCustomer(s.t.Context(), s.by("supervisor"), crm.CustomerForm{Name: name, Kind: "person", Room: room, Relation: "tenant", DespiteDuplicate: true, DuplicateReason: "待核实"})
	s.ok(err)
	return c.ID
}

// merged is a file that was just merged into another one.
func (s *scene) merged(into int64) int64 {
	s.t.Helper()
	ctx, today := s.t.Context(), testStart.Format(time.DateOnly)
	gone := s.twin("司马重来", farRoom)
	p, err := s.store.PreviewMerge(ctx, s.staff["manager"], into, gone, today)
	s.ok(err)
	_, err = s.store.MergeCustomers(ctx, s.by("manager"), into, p.Kept.Customer.RowVersion, gone, p.Gone.Customer.RowVersion, "", today)
	s.ok(err)
	return gone
}

func (s *scene) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// registered is a complaint of a customer, taken in by the supervisor.
func (s *scene) registered(login, room, text string, customer int64) int64 {
	s.t.Helper()
	c, err := s.store.RegisterCase(s.t.Context(), s.by(login), db.NewCase{Room: room, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "facilities", SubCategory: "照明", CustomerID: customer, Summary: text, Detail: text + "，请尽快"}})
	s.ok(err)
	return c.ID
}

// change runs one store call on the newest version of a case.
func (s *scene) change(id int64, login string, do func(by db.By, seen int64) error) {
	s.t.Helper()
	page, err := s.store.CaseByID(s.t.Context(), s.staff["manager"], id)
	s.ok(err)
	if err := do(s.by(login), page.Case.RowVersion); err != nil {
		s.t.Fatalf("%s: %v", login, err)
	}
}

// working is a complaint in the hands of somebody.
func (s *scene) working(login, department, room, text string, customer int64) int64 {
	s.t.Helper()
	ctx, id := s.t.Context(), s.registered("supervisor", room, text, customer)
	s.change(id, "supervisor", func(by db.By, seen int64) error {
		return s.store.Acknowledge(ctx, by, id, seen, crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今日派人查看", SummaryConfirmed: "yes"})
	})
	s.change(id, "supervisor", func(by db.By, seen int64) error {
		return s.store.AssignCase(ctx, by, id, seen, crm.Dispatch{Department: department, Level: crm.General}, login)
	})
	s.change(id, login, func(by db.By, seen int64) error { return s.store.AcceptCase(ctx, by, id, seen, "先去现场") })
	return id
}

// aboutStaff is a complaint about somebody of the staff, of nobody on file.
func (s *scene) aboutStaff(text, target string) int64 {
	s.t.Helper()
	c, err := s.store.RegisterCase(s.t.Context(), s.by("supervisor"), db.NewCase{TargetLogins: []string{target}, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: crm.StaffConduct, SubCategory: "前台", Place: "服务中心", Anonymous: true, Summary: text}})
	s.ok(err)
	return c.ID
}

// neighbourProject is another project in the same file with people of its own.
func (s *scene) neighbourProject() {
	s.t.Helper()
	ctx, home := s.t.Context(), s.project
	_, err := s.store.InitProject(ctx, testStart.AddDate(-1, 0, 0), db.Project{Code: "HP", Name: "和平里", Timezone: "Asia/Shanghai"})
	s.ok(err)
	s.project, err = s.store.ProjectByCode(ctx, "HP")
	s.ok(err)
	s.hire("stranger", "邻区经理", crm.Assignment{Role: crm.Manager})
	s.person(s.elsewhere, "stranger", alienName, alienPhone, nearRoom)
	s.elsewhere["case"] = s.registered("stranger", nearRoom, alienText, s.elsewhere["customer"])
	s.elsewhere["file"] = s.attached("stranger", s.elsewhere["case"], "IMG_4.jpg")
	s.hire("stranger2", "邻区主管", crm.Assignment{Role: crm.Supervisor})
	s.elsewhere["place"] = s.place("stranger", "南门岗亭")
	s.elsewhere["measure"] = s.measure("stranger", "清洗水箱")
	s.elsewhere["handover"] = s.handover("stranger", "stranger2")
	s.elsewhere["import"] = s.upload("stranger", "far.csv")
	s.elsewhere["staff"], s.elsewhere["other"] = s.staff["stranger"].ID, s.elsewhere["customer"]
	s.project = home
	s.far["import"], s.far["staff"] = s.elsewhere["import"], s.elsewhere["staff"]
}

// file opens the database beside the store, for what the product itself does not write.
func (w *world) file() *sql.DB {
	w.t.Helper()
	file, err := sql.Open("linli", "file:"+w.store.Path+"?_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_busy_timeout=5000")
	if err != nil {
		w.t.Fatal(err)
	}
	return file
}

// records says which kind of record stands behind {id} below a path.
var records = []struct{ prefix, kind string }{
	{"/exports/{id}/approval", "request"}, {"/exports/", "export"}, {"/cases/", "case"}, {"/causes/", "group"}, {"/handovers/", "handover"}, {"/measures/", "measure"}, {"/activities/", "activity"}, {"/places/", "place"}, {"/customers/", "customer"}, {"/rooms/", "room"}, {"/imports/", "import"}, {"/tasks/", "task"}, {"/admin/users/", "staff"},
	{"/services/", "service"}, {"/contracts/", "agreement"}, {"/admin/fields/", "field"}, {"/buildings/", "building"}, {"/facilities/", "facility"}, {"/service-records/", "record"},
}

// parameter is a part of a path that names a record by its kind.
var parameter = regexp.MustCompile(`\{[a-z]+\}`)

// address fills in a route's path; pick chooses the record of a kind. An unknown parameter or record fails the test.
func (s *scene) address(r Route, pick func(kind string) int64) string {
	s.t.Helper()
	path := strings.ReplaceAll(r.Path, "{period}", "2025-02")
	for _, record := range records {
		if strings.HasPrefix(path, record.prefix) {
			path = strings.Replace(path, "{id}", fmt.Sprint(pick(record.kind)), 1)
		}
	}
	path = parameter.ReplaceAllStringFunc(path, func(name string) string { return fmt.Sprint(pick(strings.Trim(name, "{}"))) })
	if strings.Contains(path, "{") || strings.Contains(path, "/0") {
		s.t.Fatalf("%s %s: the scene has no record for it, add one", r.Method, r.Path)
	}
	if r.Path == "/customers/{id}/reveals/new" {
		path += fmt.Sprint("?contact_point_id=", pick("contact"))
	}
	return path
}

// nearOf picks what is within the reach of a role, farOf what is not.
func (s *scene) nearOf(role string) func(string) int64 {
	return func(kind string) int64 {
		if id := s.own[role][kind]; id != 0 {
			return id
		}
		return s.near[kind]
	}
}

func (s *scene) farOf(kind string) int64 { return s.far[kind] }

func (s *scene) elsewhereOf(kind string) int64 { return s.elsewhere[kind] }
