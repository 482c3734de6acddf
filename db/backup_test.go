package db

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/db/crm"
)

var backupNow = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// newFile is a store with a project, as after init.
func newFile(t *testing.T) (*Store, By) {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	id, err := s.InitProject(t.Context(), backupNow, Project{Code: "LY", Name: "绿园小区", Timezone: "Asia/Shanghai"})
	if err != nil {
		t.Fatal(err)
	}
	return s, By{Staff: crm.System(id), Now: backupNow}
}

func hire(ctx context.Context, s *Store, by By, login string) error {
	_, err := s.AddStaff(ctx, by, NewAccount{Login: login, Name: "员工", PasswordHash: "x", Role: crm.Assignment{Role: crm.Clerk}})
	return err
}

func logins(t *testing.T, s *Store, by By) map[string]bool {
	t.Helper()
	list, err := s.Accounts(t.Context(), by.Staff, backupNow.Unix())
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]bool{}
	for _, a := range list {
		set[a.Login] = true
	}
	return set
}

func TestBackupHoldsWhatWasAcknowledged(t *testing.T) {
	s, by := newFile(t)
	ctx, stop := context.WithCancel(t.Context())
	acknowledged := make(chan string, 1<<16)
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				login := fmt.Sprintf("w%d-%d", w, n)
				if err := hire(t.Context(), s, by, login); err != nil {
					t.Error(err)
					return
				}
				acknowledged <- login
			}
		})
	}
	var before []string
	for round := range 3 {
		for range 20 {
			before = append(before, <-acknowledged)
		}
		file := filepath.Join(t.TempDir(), "copy.db")
		if _, err := s.Backup(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		held := openCopy(t, file, by)
		for _, login := range before {
			if !held[login] {
				t.Errorf("round %d: %s was acknowledged before the backup and is not in it", round, login)
			}
		}
	}
	stop()
	writers.Wait()
}

// openCopy restores a backup into a folder of its own and reads it.
func openCopy(t *testing.T, file string, by By) map[string]bool {
	t.Helper()
	path := filepath.Join(t.TempDir(), "linli.db")
	if _, err := Restore(t.Context(), path, file, backupNow); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return logins(t, s, by)
}

func TestBackupIsPrivateAndLeavesNothingElse(t *testing.T) {
	s, _ := newFile(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.db")
	for range 2 { // the second takes the place of the first
		b, err := s.Backup(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		again, err := VerifyBackup(t.Context(), file)
		if err != nil || again != b {
			t.Fatalf("verified %+v, made %+v: %v", again, b, err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("folder holds %v: %v", entries, err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s may be read by others: %v %v", e.Name(), info.Mode(), err)
		}
	}
	if _, err := s.Backup(t.Context(), s.Path); !crm.Is(err, crm.Invalid) {
		t.Errorf("backup over the database itself: %v", err)
	}
}

func TestDamagedCopiesAreRefused(t *testing.T) {
	s, by := newFile(t)
	for n := range 50 {
		if err := hire(t.Context(), s, by, fmt.Sprintf("staff%d", n)); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	if _, err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(at int) []byte {
		c := bytes.Clone(whole)
		c[at] ^= 1
		return c
	}
	name := bytes.Index(whole, []byte("绿园小区"))
	cases := map[string][]byte{
		"empty": {}, "no database": []byte(strings.Repeat("姓名,手机\n", 100)), "half": whole[:len(whole)/2], "one byte short": whole[:len(whole)-1],
		"one page short": whole[:len(whole)-4096], "only the head": whole[:100], "longer": append(bytes.Clone(whole), 0),
		"flipped name": flipped(name), "flipped header": flipped(20), "flipped last byte": flipped(len(whole) - 1), "flipped stamp": flipped(stampAt),
	}
	for what, content := range cases {
		bad := filepath.Join(t.TempDir(), "bad.db") // without its .sha256
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := VerifyBackup(t.Context(), bad); !crm.Is(err, crm.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
		target := filepath.Join(t.TempDir(), "linli.db")
		if _, err := Restore(t.Context(), target, bad, backupNow); !crm.Is(err, crm.Invalid) {
			t.Errorf("restore of %s: %v", what, err)
		}
		if left, _ := os.ReadDir(filepath.Dir(target)); len(left) != 0 {
			t.Errorf("a refused restore of %s left %v", what, left)
		}
	}
	if err := os.WriteFile(file+".sha256", []byte(strings.Repeat("0", 64)+"  copy.db\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyBackup(t.Context(), file); !crm.Is(err, crm.Invalid) {
		t.Errorf("another checksum beside it: %v", err)
	}
}

func TestCopiesOfALaterProgramAreRefused(t *testing.T) {
	s, _ := newFile(t)
	if _, err := s.write.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	if err := copyPages(t.Context(), s.Path, file); err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyBackup(t.Context(), file); !errors.Is(err, ErrNewerFile) {
		t.Errorf("verified: %v", err)
	}
	if _, err := Restore(t.Context(), filepath.Join(t.TempDir(), "linli.db"), file, backupNow); !errors.Is(err, ErrNewerFile) {
		t.Errorf("restored: %v", err)
	}
	if _, err := Open(t.Context(), file); !errors.Is(err, ErrNewerFile) {
		t.Errorf("opened: %v", err)
	}
}

func TestRestoreKeepsWhatWasThere(t *testing.T) {
	s, by := newFile(t)
	if err := hire(t.Context(), s, by, "early"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	b, err := s.Backup(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	account, err := s.CredentialsOf(t.Context(), "early")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SignIn(t.Context(), by, account.ID, HashID("browser"), "", nil); err != nil {
		t.Fatal(err)
	}
	if err := hire(t.Context(), s, by, "late"); err != nil {
		t.Fatal(err)
	}
	key, err := s.Keeping(t.Context(), "csrf_key")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	done, err := Restore(t.Context(), s.Path, file, backupNow.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	restored, err := Open(t.Context(), s.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	if got := logins(t, restored, by); !got["early"] || got["late"] {
		t.Errorf("restored accounts %v", got)
	}
	if _, err := restored.SessionByHash(t.Context(), HashID("browser"), backupNow.Unix()); !crm.Is(err, crm.NotFound) {
		t.Errorf("a session survived: %v", err)
	}
	if fresh, err := restored.Keeping(t.Context(), "csrf_key"); err != nil || fresh == key {
		t.Errorf("the key of the forms survived: %v", err)
	}
	v, err := restored.VerifyJournal(t.Context(), done.Line)
	if err != nil || v.BadSeq != 0 || v.Rows != b.Rows+1 || v.Head != done.Line.Hash {
		t.Errorf("journal %+v after %+v: %v", v, done, err)
	}
	old, err := Open(t.Context(), done.Kept)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if got := logins(t, old, by); !got["late"] {
		t.Errorf("the database set aside has %v", got)
	}
}

func TestHeadsWrittenDownMustStayOnTheChain(t *testing.T) {
	s, by := newFile(t)
	first, err := s.JournalHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := hire(t.Context(), s, by, "clerk"); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		heads []Head
		bad   int64
	}{
		"none":      {nil, 0},
		"the first": {[]Head{first}, 0},
		"another":   {[]Head{{first.Seq, "0123"}}, first.Seq},
		"cut off":   {[]Head{first, {first.Seq + 5, "0123"}}, first.Seq + 2},
	} {
		if v, err := s.VerifyJournal(t.Context(), c.heads...); err != nil || v.BadSeq != c.bad {
			t.Errorf("%s: %+v %v", what, v, err)
		}
	}
}
