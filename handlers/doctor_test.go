package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"linli/db/crm"
)

// TestDoctor settles a doubt of each kind, and one twice.
func TestDoctor(t *testing.T) {
	s := newScene(t)
	clerk, file := s.login("clerk"), s.file()
	defer file.Close()
	clerk.get("/customers/doctor").want(t, http.StatusOK, "今天的体检做完了")
	put := func(query string, args ...any) {
		t.Helper()
		if _, err := file.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	put(`UPDATE staff SET disabled_at = 1 WHERE login = 'spare'`) // the only other clerk
	put(`UPDATE contact_point SET doubtful = 1 WHERE id = ?`, s.near["contact"])
	put(`UPDATE customer SET verified_on = '2024-03-13' WHERE id = ?`, s.far["customer"])
	put(`UPDATE occupancy SET is_primary_contact = 0 WHERE id = ?`, s.near["link"])
	put(`INSERT INTO occupancy (customer_id, room_id, relation, moved_in_on, lease_end_on) VALUES (?, ?, 'tenant', '2023-01-01', '2025-02-11')`, s.far["customer"], s.near["room"])
	clerk.get("/customers/doctor").want(t, http.StatusOK, "号码存疑", "154****3412", "租期至 2025-02-11", "没有主要联系人", "上次核实 2024-03-13", "还有 4 条")

	settle := func(kind string, subject, customer int64, verdict string) answer {
		return clerk.post("/customers/doctor", url.Values{"kind": {kind}, "subject": {fmt.Sprint(subject)}, "customer_id": {fmt.Sprint(customer)}, "verdict": {verdict}})
	}
	settle(crm.DoubtNumber, s.near["contact"], s.near["customer"], "maybe").want(t, http.StatusUnprocessableEntity, "请选择结论")
	settle(crm.DoubtNumber, s.near["contact"], s.far["customer"], "right").want(t, http.StatusConflict, "已由他人处理")
	settle(crm.DoubtNumber, s.near["contact"], s.near["customer"], "right").want(t, http.StatusSeeOther)
	settle(crm.DoubtNumber, s.near["contact"], s.near["customer"], "right").want(t, http.StatusConflict, "已由他人处理")
	settle(crm.DoubtPrimary, s.near["link"], s.near["customer"], "primary").want(t, http.StatusSeeOther)
	settle(crm.DoubtExpired, s.far["customer"], s.far["customer"], "right").want(t, http.StatusSeeOther)
	settle(crm.DoubtExpired, s.elsewhere["customer"], s.elsewhere["customer"], "right").want(t, http.StatusNotFound)
	clerk.get("/customers/doctor").want(t, http.StatusOK, "今天已处理 3 条", "还有 1 条", "租期至 2025-02-11").lacks(t, "号码存疑")
	clerk.get(home(s)).want(t, http.StatusOK, "已核实", "主要联系人").lacks(t, "存疑")
}

// TestNoTwoClerksAreAskedTheSame shares the customers among three.
func TestNoTwoClerksAreAskedTheSame(t *testing.T) {
	for id := int64(1); id <= 9; id++ {
		asked := 0
		for place := range 3 {
			if (crm.Doubt{CustomerID: id}).Mine(place, 3) {
				asked++
			}
		}
		if asked != 1 {
			t.Errorf("customer %d: %d are asked", id, asked)
		}
	}
}
