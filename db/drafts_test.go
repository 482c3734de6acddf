package db

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

func draftOf(key, summary string) crm.Draft {
	return crm.Draft{Key: key, Form: "/cases", Fields: map[string][]string{"summary": {summary}}}
}

func (o *office) drafts(by By) (names []string) {
	o.t.Helper()
	list, err := o.store.Drafts(context.Background(), by, "/cases")
	if err != nil {
		o.t.Fatal(err)
	}
	for _, d := range list {
		names = append(names, d.Name())
	}
	return names
}

func (o *office) draft(by By, d crm.Draft) {
	o.t.Helper()
	if err := o.store.SaveDraft(context.Background(), by, d); err != nil {
		o.t.Fatal(err)
	}
}

func TestADraftIsItsWritersAndGoesWhenItIsSent(t *testing.T) {
	o, c, who := onFile(t)
	clerk, other := who[crm.Clerk], who[crm.Supervisor]
	lines := o.count(`SELECT COUNT(*) FROM journal`)
	o.draft(clerk, draftOf("k1", "楼道垃圾没有人清"))
	o.draft(clerk, draftOf("k1", "楼道垃圾两天没有清运"))
	o.draft(clerk, draftOf("k2", "电梯又停了"))
	if got := fmt.Sprint(o.drafts(clerk)); got != "[电梯又停了 楼道垃圾两天没有清运]" {
		t.Errorf("drafts %s", got)
	}
	elsewhere := clerk
	elsewhere.Staff.ProjectID = 2
	for _, by := range []By{other, elsewhere} {
		if got := o.drafts(by); got != nil {
			t.Errorf("somebody else reads %v", got)
		}
	}
	if n := o.count(`SELECT COUNT(*) FROM journal`); n != lines {
		t.Errorf("the journal tells of drafts: %d lines more", n-lines)
	}
	if err := o.store.DropDraft(t.Context(), other, o.draftID(clerk)); err != nil || len(o.drafts(clerk)) != 2 {
		t.Errorf("somebody else drops one: %v, %v", err, o.drafts(clerk))
	}
	clerk.Key = "k1"
	if _, err := o.store.RegisterCase(t.Context(), clerk, NewCase{Room: "3-2-501", Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "cleaning", SubCategory: "楼道", CustomerID: c.ID, Summary: "楼道垃圾两天没有清运"}}); err != nil {
		t.Fatal(err)
	}
	o.draft(clerk, draftOf("k1", "晚到的一次自动保存")) // was on its way when the form was sent
	if got := fmt.Sprint(o.drafts(clerk)); got != "[电梯又停了]" {
		t.Errorf("after sending: %s", got)
	}
	o.draft(clerk, draftOf("k2", "  "))
	if got := o.drafts(clerk); got != nil {
		t.Errorf("an emptied form is kept: %v", got)
	}
}

func (o *office) draftID(by By) int64 {
	list, err := o.store.Drafts(context.Background(), by, "/cases")
	if err != nil || len(list) == 0 {
		o.t.Fatal("no draft", err)
	}
	return list[0].ID
}

func TestDraftsEndWithTheirDays(t *testing.T) {
	o, _, who := onFile(t)
	clerk := who[crm.Clerk]
	o.draft(clerk, draftOf("k1", "打到一半的登记"))
	for _, step := range []struct {
		after time.Duration
		seen  int
		held  int
	}{{7*24*time.Hour - time.Second, 1, 1}, {7 * 24 * time.Hour, 0, 0}} {
		by := clerk
		by.Now = clerk.Now.Add(step.after)
		if got := len(o.drafts(by)); got != step.seen {
			t.Errorf("after %v %d are offered, want %d", step.after, got, step.seen)
		}
		if err := o.store.Sweep(t.Context(), by.Now); err != nil {
			t.Fatal(err)
		}
		if n := o.count(`SELECT COUNT(*) FROM draft`); int(n) != step.held {
			t.Errorf("after %v the file holds %d, want %d", step.after, n, step.held)
		}
	}
}

func TestHowManyDraftsAPersonMayLeave(t *testing.T) {
	o, _, who := onFile(t)
	clerk := who[crm.Clerk]
	for i := range crm.MaxDrafts {
		o.draft(clerk, draftOf(fmt.Sprint("k", i), "第几份登记"))
	}
	o.draft(clerk, draftOf("k3", "已有的还能接着写"))
	if err := o.store.SaveDraft(t.Context(), clerk, draftOf("one more", "再来一份")); err == nil || !strings.Contains(err.Error(), "20份") {
		t.Errorf("one too many: %v", err)
	}
	o.draft(who[crm.Supervisor], draftOf("k", "别人的不算"))
}
