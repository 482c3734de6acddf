package db

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// TestEveryRecordOfACustomerIsAccountedFor reads the schema: whatever names a customer is moved by a merge, or there is a
// reason why not.
func TestEveryRecordOfACustomerIsAccountedFor(t *testing.T) {
	o := newOffice(t)
	known := map[string]bool{}
	for _, w := range owned {
		known[w.table+"."+w.column] = true
	}
	for column := range ownedOtherwise {
		if known[column] {
			t.Errorf("%s moves, and does not", column)
		}
		known[column] = true
	}
	for _, table := range o.strings(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'customer_text%'`) {
		columns := o.strings(`SELECT "from" FROM pragma_foreign_key_list(?) WHERE "table" = 'customer'`, table)
		columns = append(columns, o.strings(`SELECT name FROM pragma_table_info(?) WHERE name LIKE '%customer_id'`, table)...)
		slices.Sort(columns)
		for _, column := range slices.Compact(columns) {
			name := table + "." + column
			if !known[name] {
				t.Errorf("%s names a customer: a merge must move it (owned), or say why not (ownedOtherwise)", name)
			}
			delete(known, name)
		}
	}
	delete(known, "task.subject_id") // names a customer where subject says so
	for name := range known {
		t.Errorf("%s is in no table", name)
	}
}

// TestEveryFieldOfACustomerIsAccountedFor holds that a new column of the file itself is not forgotten either.
func TestEveryFieldOfACustomerIsAccountedFor(t *testing.T) {
	o := newOffice(t)
	completed := []string{"honorific", "org_credit_code", "contact_person", "preferred_channel", "contact_window", "do_not_disturb", "steward_id", "note", "privacy_notice_on", "verified_on"}
	ownOnly := []string{"id", "project_id", "no", "kind", "name", "source", "status", "sort_key", "import_id", "created_at", "row_version", "merged_into", "name_key", "began_on", "link_ends"}
	got := o.strings(`SELECT name FROM pragma_table_info('customer') ORDER BY name`)
	want := slices.Sorted(slices.Values(append(completed, ownOnly...)))
	if !slices.Equal(got, want) {
		t.Errorf("columns of customer: %v, known to a merge: %v", got, want)
	}
}

// TestMergeMovesEverything puts a record into every table there is, merges and undoes.
func TestMergeMovesEverything(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	kept, gone := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-502", "tenant")
	third := o.resident("孔平", "15400000003", "", "")
	for _, w := range owned {
		o.fill(w.table, w.column, gone.ID, third.ID)
	}
	complaint, err := o.store.RegisterCase(t.Context(), o.by(crm.Supervisor), NewCase{Room: "3-2-501", Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "cleaning", SubCategory: "楼道", CustomerID: gone.ID, Summary: "楼道垃圾两天没有清运"}})
	o.ok(err)
	before := o.dump()
	o.ok(o.merge(gone, kept))
	for _, w := range owned {
		if n := o.count(`SELECT count(*) FROM `+w.table+` WHERE `+w.column+` = ?`+w.also, gone.ID); n != 0 {
			t.Errorf("%d left of %s.%s", n, w.table, w.column)
		}
		if n := o.count(`SELECT count(*) FROM `+w.table+` WHERE `+w.column+` = ?`+w.also, kept.ID); n == 0 {
			t.Errorf("nothing of %s.%s has come", w.table, w.column)
		}
	}
	o.checkCounts(t, map[string]int{
		fmt.Sprintf(`SELECT count(*) FROM service_case WHERE id = %d AND customer_id = %d`, complaint.ID, kept.ID):                                   1,
		fmt.Sprintf(`SELECT count(*) FROM customer WHERE id = %d AND status = 'merged' AND merged_into = %d`, gone.ID, kept.ID):                      1,
		fmt.Sprintf(`SELECT count(*) FROM journal WHERE kind = 'customers_merged' AND customer_id IN (%d, %d)`, kept.ID, gone.ID):                    2,
		fmt.Sprintf(`SELECT count(*) FROM journal WHERE kind = 'complainant_moved' AND subject_id = %d AND customer_id = %d`, complaint.ID, kept.ID): 1,
	})
	if found, err := o.store.Customers(t.Context(), o.by(crm.Supervisor).Staff, CustomerFilter{Text: gone.No, Limit: 9}, o.today()); err != nil || len(found) != 1 || found[0].ID != kept.ID {
		t.Errorf("who looks for %s finds %+v, %v", gone.No, found, err)
	}
	o.now = o.now.Add(7 * 24 * time.Hour)
	o.ok(o.undo(gone))
	o.same(before, o.dump())
	if n := o.count(`SELECT count(*) FROM customer_text WHERE customer_text MATCH ?`, phrase("许婷")); n != 2 {
		t.Errorf("%d of two are found by name again", n)
	}
	checkFold(t, o.store, o.now.Unix())
	if v, err := o.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v, %v", v, err)
	}
}

func TestMergeFoldsWhatBothSay(t *testing.T) {
	o := newOffice(t)
	kept, gone := o.twins()
	before := o.dump()
	o.ok(o.merge(kept, gone))
	is := func(query string, want string) {
		t.Helper()
		if got := strings.Join(o.strings(query), " "); got != want {
			t.Errorf("%s\n%q, want %q", query, got, want)
		}
	}
	is(`SELECT honorific || do_not_disturb || steward_id || note FROM customer WHERE id = 1`, "小姐17KH-LY-000002：养狗")
	is(`SELECT id || moved_in_on || is_payer || is_primary_contact || share_bp FROM occupancy`, "12019-05-01115000")
	is(`SELECT id || value || status || verified_at FROM contact_point ORDER BY id`, "115400000001ok50 215400000001stopped50 315400000009ok50 415400000003ok0")
	is(`SELECT id FROM consent WHERE withdrawn_at = 0`, "5")
	is(`SELECT withdrawn_at FROM consent WHERE id IN (1, 2)`, fmt.Sprintf("%d %d", o.now.Unix(), o.now.Unix()))
	is(`SELECT id || code FROM customer_tag WHERE ended_on = '' ORDER BY id`, "2养宠 4常出差")
	is(`SELECT id FROM preference WHERE ended_on = '' ORDER BY id`, "1 3")
	is(`SELECT id FROM stewardship WHERE end_on = '' ORDER BY id`, "1")
	is(`SELECT id || status || referrer_id || referred_id FROM referral ORDER BY id`, "1successful13 2void23 3void12 4void21")
	is(`SELECT field_id || value FROM extra_value WHERE customer_id = 1 ORDER BY field_id`, "1甲 2丙")
	is(`SELECT id || ended_on FROM vehicle ORDER BY id`, "1 2"+o.today())
	is(`SELECT subject_id FROM task`, "1")
	o.ok(o.undo(gone))
	o.same(before, o.dump())
}

// TestUndoLeavesWhatCameSince holds that new records stay where they were made, and that a later change is not overwritten.
func TestUndoLeavesWhatCameSince(t *testing.T) {
	o := newOffice(t)
	kept, gone := o.twins()
	o.ok(o.merge(kept, gone))
	o.sql(`INSERT INTO need (id, project_id, customer_id, text, created_at) VALUES (1, 1, ?, '加装门铃', 1)`, kept.ID)
	o.sql(`UPDATE customer SET note = '亲自更正' WHERE id = ?`, kept.ID)
	o.sql(`UPDATE contact_point SET status = 'wrong' WHERE value = '15400000009'`)
	o.ok(o.undo(gone))
	for query, want := range map[string]string{
		`SELECT customer_id FROM need`:                                                        "1",
		`SELECT note FROM customer WHERE id = 1`:                                              "亲自更正",
		`SELECT note FROM customer WHERE id = 2`:                                              "养狗",
		`SELECT customer_id || status FROM contact_point WHERE value = '15400000009'`:         "2wrong",
		`SELECT do_not_disturb FROM customer WHERE id = 1`:                                    "0",
		`SELECT count(*) FROM occupancy WHERE customer_id = 2 AND moved_in_on = '2019-05-01'`: "1",
	} {
		if got := strings.Join(o.strings(query), " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// TestTimelineOfAMergedFile holds that the kept file tells both stories, and after an undo each its own.
func TestTimelineOfAMergedFile(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	kept, gone := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-502", "tenant")
	told := func(id int64) string {
		stories, _, err := o.store.Timeline(t.Context(), o.by(crm.Supervisor).Staff, id, "", crm.StoryKey{})
		o.ok(err)
		var words []string
		for _, s := range stories {
			words = append(words, s.Title)
		}
		return strings.Join(words, " ")
	}
	o.now = o.now.Add(time.Minute)
	case1, err := o.store.RegisterCase(t.Context(), o.by(crm.Supervisor), NewCase{Room: "3-2-502", Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "cleaning", SubCategory: "楼道", CustomerID: gone.ID, Summary: "楼道垃圾两天没有清运"}})
	o.ok(err)
	o.now = o.now.Add(time.Minute)
	o.ok(o.merge(kept, gone))
	if got, want := told(kept.ID), "合并档案 登记 建立客户档案 建立客户档案"; got != want {
		t.Errorf("merged: %s, want %s", got, want)
	}
	o.now = o.now.Add(time.Minute)
	case2, err := o.store.RegisterCase(t.Context(), o.by(crm.Supervisor), NewCase{Room: "3-2-502", Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "cleaning", SubCategory: "楼道", CustomerID: gone.ID, Summary: "从旧页面登记的诉求"}})
	o.ok(err)
	if case2.CustomerID != kept.ID {
		t.Errorf("a case of a merged file is of %d", case2.CustomerID)
	}
	o.now = o.now.Add(time.Minute)
	moved, err := o.store.CaseByID(t.Context(), o.by(crm.Supervisor).Staff, case1.ID)
	o.ok(err)
	ack := crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今天派人去看", SummaryConfirmed: "yes"}
	o.ok(o.store.Acknowledge(t.Context(), o.by(crm.Supervisor), case1.ID, moved.Case.RowVersion, ack))
	if got, want := told(kept.ID), "受理确认 登记 合并档案 登记 建立客户档案 建立客户档案"; got != want {
		t.Errorf("merged, later: %s, want %s", got, want)
	}
	o.now = o.now.Add(time.Minute)
	o.ok(o.undo(gone))
	if got, want := told(kept.ID), "撤销合并 登记 合并档案 建立客户档案"; got != want {
		t.Errorf("kept: %s, want %s", got, want)
	}
	if got, want := told(gone.ID), "撤销合并 受理确认 合并档案 登记 建立客户档案"; got != want {
		t.Errorf("gone: %s, want %s", got, want)
	}
}

// TestTakeBackAfterAMerge holds that an import does not take away what a merge has joined.
func TestTakeBackAfterAMerge(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	b := o.commit(o.start("a.csv", roster("许婷,15400000001,3-2-501,业主,", "徐婷,15400000002,3-2-502,业主,", "孔平,15400000003,3-2-503,业主,")), false)
	id := func(name string) crm.Customer {
		return crm.Customer{ID: int64(o.count(`SELECT id FROM customer WHERE name = ?`, name))}
	}
	o.now = o.now.Add(time.Minute)
	o.ok(o.merge(id("许婷"), id("徐婷")))
	if b = o.takeBack(b); b.Counts.Kept != 2 || b.Counts.TakenBack != 1 {
		t.Errorf("%s %+v", b.Status, b.Counts)
	}
	o.ok(o.undo(id("徐婷")))
}
