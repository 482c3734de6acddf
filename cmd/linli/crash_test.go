package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"linli/db"
)

// TestKilledWhileWriting kills the server in the middle of its work and looks for everything it had confirmed.
func TestKilledWhileWriting(t *testing.T) {
	dir := newData(t)
	first := serve(t, dir, nil)
	first.hired(dir, "qiantai", "clerk")
	first.stop()
	var confirmed []string
	for round := range 3 {
		s := serve(t, dir, nil)
		confirmed = append(confirmed, s.writeUntilKilled(20+5*round)...)
		checkFolder(t, dir, confirmed)
	}
	s := serve(t, dir, nil)
	v := s.signIn("qiantai", ownPassword)
	for _, path := range confirmed {
		if status, _ := v.get(path); status != http.StatusOK {
			t.Errorf("%s was confirmed and is gone: %d", path, status)
		}
	}
	s.stop()
	command(t, nil, "audit", "verify", "--data", dir).want(t, exitOK, "审计记录完整")
}

// writeUntilKilled registers cases by eight writers, kills the server after n confirmations and returns all it had confirmed.
func (s *serving) writeUntilKilled(n int) []string {
	s.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	answers := make(chan string, 1<<12)
	var writers sync.WaitGroup
	for w := range 8 {
		v := s.signIn("qiantai", ownPassword)
		writers.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				status, location, err := v.post("/cases", url.Values{"kind": {"complaint"}, "channel": {"phone"}, "category": {"cleaning"}, "sub_category": {"楼道"},
					"place": {"大厅"}, "anonymous": {"on"}, "summary": {fmt.Sprintf("大厅有垃圾 %d-%d", w, i)}, "_key": {fmt.Sprintf("%s-%d-%d", s.base, w, i)}})
				if err != nil {
					return
				}
				if status != http.StatusSeeOther {
					s.t.Errorf("register: %d", status)
					return
				}
				answers <- location
			}
		})
	}
	var confirmed []string
	for range n {
		confirmed = append(confirmed, <-answers)
	}
	s.end(syscall.SIGKILL)
	stop()
	writers.Wait()
	close(answers)
	for location := range answers {
		confirmed = append(confirmed, location)
	}
	return confirmed
}

// checkFolder looks at the file as a restart finds it: whole, every confirmed case in it once, each case with its line.
func checkFolder(t *testing.T, dir string, confirmed []string) {
	t.Helper()
	store, err := db.Open(t.Context(), filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	seen := map[string]bool{}
	for _, path := range confirmed {
		if seen[path] {
			t.Errorf("%s was confirmed twice", path)
		}
		seen[path] = true
		var id int64
		if _, err := fmt.Sscanf(path, "/cases/%d", &id); err != nil {
			t.Fatal(err)
		}
		lines, err := store.SubjectLog(t.Context(), "case", id)
		if err != nil || len(lines) == 0 || lines[0].Kind != "registered" {
			t.Errorf("%s was confirmed and has no line: %v", path, err)
		}
	}
	if _, err := store.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db")); err != nil { // pages, references, journal
		t.Error(err)
	}
}

func TestRewrittenJournalIsFound(t *testing.T) {
	dir := newData(t)
	s := serve(t, dir, nil)
	s.hired(dir, "jingli", "manager")
	s.stop()
	verify := func() said { return command(t, nil, "audit", "verify", "--data", dir) }
	verify().want(t, exitOK)
	tamper(t, dir, `DROP TRIGGER journal_no_update`, `UPDATE journal SET actor_role = 'clerk' WHERE seq = 3`)
	verify().want(t, exitFailed, "第 3 行")
}

func TestJournalCutOffIsFoundByItsHeads(t *testing.T) {
	dir := newData(t)
	s := serve(t, dir, nil)
	for heads := []db.Head(nil); len(heads) == 0; {
		if status, _ := s.visitor().get("/healthz"); status != http.StatusOK {
			t.Fatalf("not ready: %d", status)
		}
		heads, _, _ = readHeads(filepath.Join(dir, headsName))
	}
	s.stop()
	tamper(t, dir, `DROP TRIGGER journal_no_delete`, `DELETE FROM journal`)
	command(t, nil, "audit", "verify", "--data", dir).want(t, exitFailed, "第 1 行", "末尾缺少记录")
}
