package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

// many registers n general complaints as the clerk, a minute apart, and returns their numbers.
func (w *world) many(n int, where string) []string {
	w.t.Helper()
	var numbers []string
	for i := range n {
		c, err := w.store.RegisterCase(w.t.Context(), w.by("clerk"), db.NewCase{CallerName: "林小满", CallerPhone: "15412345678",
			Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone", Category: "cleaning", SubCategory: "楼道", Place: where, Summary: fmt.Sprintf("%s第%d处没有打扫", where, i+1)}})
		if err != nil {
			w.t.Fatal(err)
		}
		numbers = append(numbers, c.No)
		w.wait(time.Minute)
	}
	return numbers
}

// numbers are the case numbers of a table or board, in order.
func (a answer) numbers(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, n := range a.doc(t).Find("tbody tr td:first-child a, [data-row] .board-line:first-child > span:nth-child(2)").EachIter() {
		if text := strings.TrimSpace(n.Text()); strings.Contains(text, "-LY-") {
			list = append(list, text)
		}
	}
	return list
}

// pages follows «more» to the end, as htmx does, and returns every number met.
func (c *client) pages(path string) []string {
	c.w.t.Helper()
	a := c.get(path).want(c.w.t, http.StatusOK)
	var all []string
	for range 20 {
		all = append(all, a.numbers(c.w.t)...)
		href, more := a.doc(c.w.t).Find("#more a").Attr("href")
		if !more {
			return all
		}
		a = c.part(href).want(c.w.t, http.StatusOK, "<tr").lacks(c.w.t, "<html", "<table")
		a.body = "<table><tbody>" + a.body + "</tbody></table>" // where htmx puts them
		if plain := c.get(href); !slices.Equal(plain.numbers(c.w.t), a.numbers(c.w.t)) {
			c.w.t.Errorf("%s differs between page and part", href)
		}
	}
	c.w.t.Fatalf("%s has no end", path)
	return nil
}

func TestPagesOfCasesLoseNothing(t *testing.T) {
	w := newWorld(t)
	numbers := w.many(120, "三号楼大厅")
	clerk := w.login("clerk")
	newest := slices.Clone(numbers)
	slices.Reverse(newest)
	if got := clerk.pages("/cases?view=list"); !slices.Equal(got, newest) {
		t.Errorf("all: %d rows of %d, first %v", len(got), len(newest), got[:min(3, len(got))])
	}
	if got := clerk.pages("/cases?state=open"); !slices.Equal(got, numbers) {
		t.Errorf("open ones by due: %d rows of %d, first %v", len(got), len(numbers), got[:min(3, len(got))])
	}
	w.wait(25 * time.Hour)
	clerk = w.login("clerk")
	if got := clerk.pages("/cases?clock=ack&verdict=missed"); !slices.Equal(got, newest) {
		t.Errorf("missed: %d rows of %d", len(got), len(newest))
	}
	manager := w.login("manager")
	if got := manager.pages("/overdue?verdict=missed&clock=ack"); !slices.Equal(got, numbers) {
		t.Errorf("overdue: %d rows of %d", len(got), len(numbers))
	}
}

func TestFiltersOfCases(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	first := clerk.caseAt(clerk.register(complaint())).No
	w.wait(15 * time.Minute)
	repairPath := clerk.register(complaint("kind", "repair", "category", "facilities", "sub_category", "照明", "summary", "地库照明全部不亮"))
	repair := clerk.caseAt(repairPath).No
	clerk.must(repairPath, crm.DoAcknowledge, ackFields...)
	clerk.must(repairPath, crm.DoAssign, "department", "GC", "handler", "handler")
	w.wait(24*time.Hour + time.Second)
	clerk = w.login("clerk")
	third := clerk.caseAt(clerk.register(complaint("category", "parking", "sub_category", "占位", "summary", "车位被外来车辆占了"))).No
	for _, test := range []struct {
		query string
		want  []string
	}{
		{"kind=complaint", []string{third, first}},
		{"kind=repair", []string{repair}},
		{"state=registered", []string{first, third}},
		{"state=assigned", []string{repair}},
		{"state=open", []string{first, repair, third}},
		{"state=closed", nil},
		{"step=to_confirm", []string{first, third}},
		{"step=to_confirm&verdict=missed", []string{first}},
		{"step=to_accept", []string{repair}},
		{"step=in_hand", nil},
		{"clock=ack", []string{third, first}},
		{"clock=ack&verdict=missed", []string{first}},
		{"clock=ack&verdict=met", []string{repair}},
		{"clock=ack&verdict=running", []string{third}},
		{"verdict=missed", []string{repair, first}},
		{"verdict=late", nil},
		{"verdict=paused", nil},
		{"clock=revisit&verdict=not_applicable", []string{third, repair, first}},
		{"department=GC", []string{repair}},
		{"handler=handler", []string{repair}},
		{"handler=clerk", nil},
		{"category=parking", []string{third}},
		{"from=2025-03-15", []string{third}},
		{"to=2025-03-14", []string{repair, first}},
		{"from=2025-03-14&to=2025-03-14&kind=complaint", []string{first}},
	} {
		a := clerk.get("/cases?view=list&"+test.query).want(t, http.StatusOK).lacks(t, "已忽略")
		if got := a.numbers(t); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.query, got, test.want)
		}
		part := clerk.part("/cases?view=list&"+test.query).want(t, http.StatusOK).lacks(t, "<html")
		if got := part.numbers(t); !slices.Equal(got, test.want) {
			t.Errorf("part of %s: %v", test.query, got)
		}
	}
	for _, query := range []string{"kind=gift", "state=sleeping", "step=to_bed", "clock=lunch", "verdict=soon", "department=XX", "handler=nobody", "category=x", "from=yesterday", "to=0000-00-00",
		"from=9999-99-99", "after=-1", "after=x", "after=1-2-3", "view=map", "after=99999999999999999999"} {
		if a := clerk.get("/cases?" + query); a.status != http.StatusOK || !strings.Contains(a.body, "已忽略无法识别的筛选条件") {
			t.Errorf("%s: %d, %q", query, a.status, notices(a.doc(t)))
		}
	}
}

func TestBoardShowsTheStep(t *testing.T) {
	w := newWorld(t)
	clerk, handler := w.login("clerk"), w.login("handler")
	column := func(a answer, n int) string { return a.doc(t).Find(fmt.Sprintf("#column-%d", n)).Text() }
	path := clerk.register(complaint("category", "facilities", "sub_category", "照明"))
	no := clerk.caseAt(path).No
	step := func(n int) {
		t.Helper()
		a := clerk.get("/cases").want(t, http.StatusOK, "待确认", "已确认待派单", "已派单", "处理中", "待回访")
		for i := 1; i <= 5; i++ {
			if got := strings.Contains(column(a, i), no); got != (i == n) {
				t.Errorf("step %d: in column %d %v", n, i, got)
			}
		}
	}
	step(1)
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	step(2)
	clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	step(3)
	handler.must(path, crm.DoAccept, "first_step", "今天去看")
	step(4)
	handler.must(path, crm.DoPropose, resultFields...)
	handler.must(path, crm.DoResolve, toldFields...)
	step(5)
	clerk.must(path, crm.DoRevisit, reachedFields...)
	clerk.get("/cases").want(t, http.StatusOK, "回访通过，可关闭")
	clerk.must(path, crm.DoClose)
	step(0)
	clerk.get("/cases?view=list").want(t, http.StatusOK, no, "已关闭", "未超时", `href="/cases?view=list"`)
	urgent := clerk.caseAt(clerk.register(complaint("urgent", "yes", "category", "fire", "sub_category", "通道占用", "summary", "消防通道被货车堵住"))).No
	if a := clerk.get("/cases?view=board"); !strings.Contains(column(a, 1), urgent) {
		t.Error("an urgent case nobody has confirmed must stand in the first column")
	}
	part := clerk.part("/cases?view=board").want(t, http.StatusOK, urgent).lacks(t, "<html", "<h1")
	if vary := part.header.Values("Vary"); !slices.Contains(vary, "HX-Request-Type") {
		t.Errorf("Vary: %s", vary)
	}
}

func TestBoardCountsBeyondItsCards(t *testing.T) {
	w := newWorld(t)
	numbers := w.many(23, "一号楼")
	clerk := w.login("clerk")
	a := clerk.get("/cases")
	first := a.doc(t).Find("#column-1")
	if n := first.Find("article").Length(); n != 20 || strings.TrimSpace(first.Find(".board-count").Text()) != "23" {
		t.Errorf("%d cards, count %s", n, first.Find(".board-count").Text())
	}
	href, _ := first.Find(".more a").Attr("href")
	if got := clerk.pages(href); !slices.Equal(got, numbers) {
		t.Errorf("the list behind the column: %v", got)
	}
}

// scopes are a case each: in building 3 with a room, given to GC, given to BJ.
func (w *world) scopes() (home, works, cleaning string) {
	w.t.Helper()
	supervisor := w.login("supervisor")
	for _, p := range []struct{ name, phone, room string }{{"欧阳若兰", "15478563412", "3-2-501"}, {"诸葛青山", "15460217788", "8-1-101"}} {
		if _, err := w.store.AddCustomer(w.t.Context(), w.by("supervisor"), crm.CustomerForm{Name: p.name, Kind: "person", Phone: p.phone, Room: p.room, Relation: "owner", MovedInOn: "2020-01-01"}); err != nil {
			w.t.Fatal(err)
		}
	}
	register := func(room, name, phone, summary string, extra ...string) string {
		return supervisor.register(with(complaint("place", "", "room", room, "caller_name", name, "caller_phone", phone, "summary", summary), extra...))
	}
	homePath := register("3-2-501", "欧阳若兰", "15478563412", "三号楼的电子门坏了")
	worksPath := register("8-1-101", "诸葛青山", "15460217788", "八号楼水管漏水严重")
	cleaningPath := register("8-1-101", "诸葛青山", "15460217788", "八号楼垃圾没有清运")
	for path, department := range map[string]string{worksPath: "GC", cleaningPath: "BJ"} {
		supervisor.must(path, crm.DoAcknowledge, ackFields...)
		supervisor.must(path, crm.DoAssign, "department", department)
	}
	number := func(path string) string { return supervisor.caseAt(path).No }
	return number(homePath), number(worksPath), number(cleaningPath)
}

func TestEverybodySeesTheirCasesOnly(t *testing.T) {
	w := newWorld(t)
	home, works, cleaning := w.scopes()
	all := []string{cleaning, works, home}
	for role, want := range map[string][]string{"clerk": all, "supervisor": all, "manager": all, "quality": all, "steward": {home}, "handler": {works}, "dept_head": {works}, "executive": {}} {
		c := w.login(role)
		if got := c.get("/cases?view=list").want(t, http.StatusOK).numbers(t); !slices.Equal(got, want) {
			t.Errorf("%s sees %v, want %v", role, got, want)
		}
		board := c.get("/cases?view=board").numbers(t)
		slices.Sort(board)
		wanted := slices.Clone(want)
		slices.Sort(wanted)
		if !slices.Equal(board, wanted) {
			t.Errorf("%s has %v on the board, want %v", role, board, wanted)
		}
	}
	for _, role := range []string{"privacy_officer", "committee", "sysadmin"} {
		w.login(role).get("/cases").want(t, http.StatusForbidden)
		w.login(role).part("/cases").want(t, http.StatusForbidden)
	}
	w.login("handler").get("/cases?view=list").lacks(t, "诸葛青山").want(t, http.StatusOK, "诸葛*", "8-1-101")
	w.login("steward").get("/cases?view=list").want(t, http.StatusOK, "欧阳若兰", "3-2-501")
}

func TestConfidentialComplainantIsHidden(t *testing.T) {
	w := newWorld(t)
	w.scopes()
	supervisor := w.login("supervisor")
	path := supervisor.register(complaint("place", "", "room", "3-2-501", "caller_name", "欧阳若兰", "caller_phone", "15478563412", "category", "noise", "sub_category", "生活", "summary", "楼上半夜拖桌椅声音很大", "confidential", "yes"))
	supervisor.must(path, crm.DoAcknowledge, ackFields...)
	supervisor.must(path, crm.DoAssign, "department", "GC")
	query := "/cases?view=list&category=noise"
	for _, role := range []string{"clerk", "supervisor", "manager"} {
		w.login(role).get(query).want(t, http.StatusOK, "欧阳若兰", "3-2-501")
	}
	for _, role := range []string{"steward", "handler", "dept_head", "quality"} {
		c := w.login(role)
		for _, address := range []string{query, "/cases?view=board&category=noise"} {
			c.get(address).want(t, http.StatusOK, "保密投诉人", "房号保密").lacks(t, "欧阳", "3-2-501")
		}
		c.get("/").want(t, http.StatusOK).lacks(t, "欧阳若兰")
	}
}

func TestListsEndAtTheProject(t *testing.T) {
	s := newScene(t)
	for _, role := range []string{"clerk", "supervisor", "manager", "quality"} {
		c := s.login(role)
		for _, path := range []string{"/", "/cases", "/cases?view=list", "/overdue", "/revisits", "/tasks"} {
			if a := c.get(path); a.status == http.StatusOK {
				a.lacks(t, alienText, alienName)
			}
		}
	}
	s.login("stranger").get("/cases?view=list").want(t, http.StatusOK, alienText).lacks(t, nearText, farText)
}

func TestFilterKeepsItsAddressShort(t *testing.T) {
	w := newWorld(t)
	w.many(51, "二号楼")
	clerk := w.login("clerk")
	a := clerk.get("/cases?view=list&kind=complaint&nonsense=1&department=")
	href, _ := a.doc(t).Find("#more a").Attr("href")
	u, err := url.Parse(href)
	if err != nil || u.Query().Get("kind") != "complaint" || u.Query().Has("nonsense") || u.Query().Has("department") {
		t.Errorf("next page %q %v", href, err)
	}
}
