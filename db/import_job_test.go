package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"linli/db/crm"
)

// longRoster is a roster that is worked on in the background.
func longRoster(rows int) []byte {
	var text strings.Builder
	text.WriteString("姓名,手机,房号,身份\n")
	for i := range rows {
		fmt.Fprintf(&text, "许婷,154%08d,%d-1-%d,业主\n", i, i/100+1, 101+i%100)
	}
	return []byte(text.String())
}

// TestLongBatch holds that a long batch is looked at, committed and taken back after the answer, that nothing else may be done
// with it meanwhile, and that what it comes to is the same.
func TestLongBatch(t *testing.T) {
	o := newOffice(t)
	ctx, by := context.Background(), o.by(crm.Manager)
	const rows = inOneGo + 200
	b := o.start("a.csv", longRoster(rows))
	o.store.working.Wait()
	page := o.page(b.ID)
	if page.Counts.New != rows || page.Preview.At == 0 || page.Working.What != "" || page.Rows != rows+1 {
		t.Fatalf("looked at: %+v %+v", page.Counts, page.Working)
	}
	if _, err := o.store.BeginCommit(ctx, by, b.ID, 7, false); !errors.As(err, new(*Stale)) {
		t.Errorf("an old version: %v", err)
	}
	by.Key = "once"
	begun, err := o.store.BeginCommit(ctx, by, b.ID, 1, false)
	if err != nil || begun.Status != crm.ImportPreviewed {
		t.Fatalf("%v %s", err, begun.Status)
	}
	o.store.working.Wait()
	if _, err := o.store.BeginCommit(ctx, by, b.ID, 1, false); !errors.As(err, new(*Repeated)) {
		t.Errorf("the same form again: %v", err)
	}
	by.Key = ""
	if _, err := o.store.BeginCommit(ctx, by, b.ID, 2, false); !crm.Is(err, crm.Conflict) {
		t.Errorf("a second commit: %v", err)
	}
	if n := o.count(`SELECT COUNT(*) FROM customer WHERE import_id = ? AND status = 'active'`, b.ID); n != rows {
		t.Errorf("%d customers", n)
	}
	if _, err := o.store.BeginTakeBack(ctx, by, b.ID, 2); err != nil {
		t.Fatal(err)
	}
	o.store.working.Wait()
	if page = o.page(b.ID); page.Status != crm.ImportTakenBack || page.Counts.TakenBack != rows {
		t.Errorf("%s %+v", page.Status, page.Counts)
	}
	if v, err := o.store.VerifyJournal(ctx); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

// TestWorkOnABatch holds that one work goes on with a batch at a time, that it tells how far it has come, and that a stopping
// program ends it with nothing done.
func TestWorkOnABatch(t *testing.T) {
	o := newOffice(t)
	b := o.start("a.csv", roster("许婷,15400000001,3-2-501,业主,"))
	running, goOn := make(chan bool), make(chan bool)
	err := o.store.later(b.ID, "导入", 1000, func(_ context.Context, step stepper) error {
		for range 300 {
			if err := step(); err != nil {
				return err
			}
		}
		close(running)
		<-goOn
		for {
			if err := step(); err != nil {
				return err
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	<-running
	p, err := o.store.ImportProgress(context.Background(), o.by(crm.Manager).Staff, b.ID)
	if err != nil || p.What != "导入" || p.Done != 300 || p.Total != 1000 {
		t.Errorf("%+v %v", p, err)
	}
	if _, err := o.store.BeginCommit(context.Background(), o.by(crm.Manager), b.ID, 1, false); !crm.Is(err, crm.Conflict) || !strings.Contains(err.Error(), "正在导入") {
		t.Errorf("meanwhile: %v", err)
	}
	if _, err := o.store.ImportProgress(context.Background(), o.by(crm.Clerk).Staff, b.ID); !crm.Is(err, crm.Forbidden) {
		t.Errorf("a clerk asks: %v", err)
	}
	o.store.stop()
	close(goOn)
	o.store.working.Wait()
	if p := o.store.progress(b.ID); p.What != "" || !strings.Contains(p.Failed, "什么都没有写入") {
		t.Errorf("stopped: %+v", p)
	}
}

// TestFailedWork holds that the page says why the last work came to nothing.
func TestFailedWork(t *testing.T) {
	o := newOffice(t)
	var told error
	o.store.Report = func(err error) { told = err }
	for _, test := range []struct {
		err  error
		want string
		told bool
	}{{crm.Refuse(crm.Invalid, "第 3 行：请补充单元"), "第 3 行：请补充单元", false}, {errors.New("disk"), "没有完成，什么都没有写入，请重试", true}, {nil, "", false}} {
		told = nil
		if err := o.store.later(5, "导入", 1, func(context.Context, stepper) error { return test.err }); err != nil {
			t.Fatal(err)
		}
		o.store.working.Wait()
		if p := o.store.progress(5); p.Failed != test.want || (told != nil) != test.told {
			t.Errorf("%v: %+v, told %v", test.err, p, told)
		}
	}
}
