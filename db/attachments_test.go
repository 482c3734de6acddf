package db

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"linli/db/crm"
)

func somePNG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pictures are files of a form, one for each name.
func pictures(t *testing.T, names ...string) Files {
	return func(yield func(NewFile, error) bool) {
		for _, name := range names {
			if !yield(NewFile{Name: name, Body: bytes.NewReader(somePNG(t))}, nil) {
				return
			}
		}
	}
}

func (s *tickScene) attach(id int64, at time.Time, names ...string) {
	s.t.Helper()
	if err := s.store.AttachFiles(s.t.Context(), By{Staff: s.clerk, Now: at}, id, pictures(s.t, names...)); err != nil {
		s.t.Fatal(err)
	}
}

// onDisk are the files in a folder of attachments beside a database.
func onDisk(t *testing.T, database string) (list []string) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(filepath.Dir(database), attachmentFolder, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestFilesAndRowsComeTogether(t *testing.T) {
	s := newTickScene(t)
	c := s.complaint(false)
	s.attach(c.ID, s.start.Add(time.Minute), "甲.png", "乙.png")
	if n := len(onDisk(t, s.store.Path)); n != 2 {
		t.Fatalf("%d files", n)
	}
	page, err := s.store.CaseByID(t.Context(), s.clerk, c.ID)
	if err != nil || len(page.Files) != 2 || page.Files[0].Name != "甲.png" || page.Case.RowVersion != c.RowVersion {
		t.Fatalf("%+v, %v", page, err)
	}
	v, err := s.store.VerifyFiles(t.Context())
	if err != nil || v.Files != 2 || v.Bad != 0 {
		t.Errorf("%+v %v", v, err)
	}
	// A transaction that is refused leaves nothing.
	if _, err := s.store.write.Exec(`CREATE TRIGGER no_files BEFORE INSERT ON attachment BEGIN SELECT RAISE(ABORT, 'no'); END`); err != nil {
		t.Fatal(err)
	}
	if err := s.store.AttachFiles(t.Context(), By{Staff: s.clerk, Now: s.start}, c.ID, pictures(t, "丙.png")); err == nil {
		t.Fatal("the file was taken without a row")
	}
	if n := len(onDisk(t, s.store.Path)); n != 2 {
		t.Errorf("%d files are left", n)
	}
	checkInvariants(t, s.store, s.start.Add(2*time.Minute).Unix())
}

// Where the program dies between a file and its row, the file is swept a day later; what has a row stays.
func TestFilesWithoutARowAreSwept(t *testing.T) {
	s := newTickScene(t)
	c := s.complaint(false)
	s.attach(c.ID, s.start, "甲.png")
	if _, err := s.store.keepFile(NewFile{Name: "乙.png", Body: bytes.NewReader(somePNG(t))}, 1<<20); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(attachmentsBeside(s.store.Path), incomingFolder, "raw-1")
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	machine := time.Now()
	if w, err := s.store.SweepFiles(t.Context(), machine.Add(orphanAge-time.Minute)); err != nil || w != (Swept{}) {
		t.Fatalf("too early: %+v %v", w, err)
	}
	w, err := s.store.SweepFiles(t.Context(), machine.Add(orphanAge+time.Minute))
	if err != nil || w.Orphans != 1 || w.Expired != 0 || w.Missing != 0 || w.Bytes < 5 {
		t.Errorf("%+v %v", w, err)
	}
	if left := onDisk(t, s.store.Path); len(left) != 1 {
		t.Errorf("left are %v", left)
	}
	log, err := s.store.SubjectLog(t.Context(), "system", 0)
	if err != nil || !slices.ContainsFunc(log, func(l Line) bool { return l.Kind == "files_swept" }) {
		t.Errorf("no line tells of it: %v", err)
	}
	if err := os.Remove(onDisk(t, s.store.Path)[0]); err != nil {
		t.Fatal(err)
	}
	if w, err := s.store.SweepFiles(t.Context(), machine); err != nil || w.Missing != 1 {
		t.Errorf("a file that is gone: %+v %v", w, err)
	}
}

func TestHeldFilesGoAfterAWeek(t *testing.T) {
	s := newTickScene(t)
	by := By{Staff: s.clerk, Now: s.start, Key: "form"}
	if err := s.store.HoldFiles(t.Context(), by, pictures(t, "甲.png")); err != nil {
		t.Fatal(err)
	}
	week := s.start.Add(heldDays * 24 * time.Hour)
	if w, err := s.store.SweepFiles(t.Context(), week); err != nil || w.Expired != 0 {
		t.Fatalf("on the last day: %+v %v", w, err)
	}
	if held, err := s.store.HeldFiles(t.Context(), by); err != nil || len(held) != 1 || len(onDisk(t, s.store.Path)) != 1 {
		t.Errorf("on the last day %d are held: %v", len(held), err)
	}
	w, err := s.store.SweepFiles(t.Context(), week.Add(time.Second))
	if err != nil || w.Expired != 1 || len(onDisk(t, s.store.Path)) != 0 {
		t.Errorf("after a week: %+v, %v", w, err)
	}
}

func TestBackupsHoldTheFiles(t *testing.T) {
	s := newTickScene(t)
	c := s.complaint(false)
	s.attach(c.ID, s.start, "甲.png", "乙.png")
	if err := s.store.HoldFiles(t.Context(), By{Staff: s.clerk, Now: s.start, Key: "form"}, pictures(t, "丙.png")); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	for range 2 {
		if b, err := s.store.Backup(t.Context(), copied); err != nil || b.Files != 2 || b.FileBytes == 0 {
			t.Fatalf("%+v %v", b, err)
		}
	}
	if b, err := VerifyBackup(t.Context(), copied); err != nil || b.Files != 2 {
		t.Fatalf("%+v %v", b, err)
	}
	fresh := filepath.Join(t.TempDir(), "linli.db")
	if r, err := Restore(t.Context(), fresh, copied, s.start); err != nil || r.BadFiles != 0 || len(onDisk(t, fresh)) != 2 {
		t.Fatalf("%+v %v", r, err)
	}
	saved := onDisk(t, copied)
	replace(t, saved[0], somePNG(t)[:40])
	if _, err := VerifyBackup(t.Context(), copied); !crm.Is(err, crm.Gone) {
		t.Errorf("a damaged file beside a backup: %v", err)
	}
	if r, err := Restore(t.Context(), filepath.Join(t.TempDir(), "linli.db"), copied, s.start); err != nil || r.BadFiles != 1 {
		t.Errorf("restored with a damaged file: %+v %v", r, err)
	}
	replace(t, onDisk(t, fresh)[0], somePNG(t)[:40])
	if b, err := s.store.Backup(t.Context(), copied); err != nil || b.BadFiles != 0 { // repaired from what is in use
		t.Errorf("%+v %v", b, err)
	}
	if r, err := Restore(t.Context(), fresh, copied, s.start); err != nil || r.BadFiles != 0 {
		t.Errorf("a damaged file in place: %+v %v", r, err)
	}
	again, err := Open(t.Context(), fresh)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if v, err := again.VerifyFiles(t.Context()); err != nil || v.Bad != 0 || v.Files != 2 {
		t.Errorf("%+v %v", v, err)
	}
}

// replace writes another file under a name; the old one may have other names.
func replace(t *testing.T, path string, body []byte) {
	t.Helper()
	if err := errors.Join(os.Remove(path), os.WriteFile(path, body, 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestTamperedFilesAreFound(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, s *tickScene){
		"文件缺失或已改动": func(t *testing.T, s *tickScene) { replace(t, onDisk(t, s.store.Path)[0], somePNG(t)[1:]) },
		"记录与审计记录不一致": func(t *testing.T, s *tickScene) {
			if _, err := s.store.write.Exec(`UPDATE attachment SET sha256 = 'abc'`); err != nil {
				t.Fatal(err)
			}
		},
		"记录缺失": func(t *testing.T, s *tickScene) {
			if _, err := s.store.write.Exec(`DELETE FROM attachment`); err != nil {
				t.Fatal(err)
			}
		},
	} {
		s := newTickScene(t)
		s.attach(s.complaint(false).ID, s.start, "甲.png")
		spoil(t, s)
		if v, err := s.store.VerifyFiles(t.Context()); err != nil || v.Bad == 0 || v.Why != name {
			t.Errorf("%s: %+v %v", name, v, err)
		}
	}
}

func TestFullDiskIsSaid(t *testing.T) {
	for _, cause := range []error{syscall.ENOSPC, syscall.EDQUOT} {
		if err := outOfSpace(&os.PathError{Op: "write", Path: "raw", Err: cause}); !crm.Is(err, crm.Full) || !errors.Is(err, cause) {
			t.Errorf("%v becomes %v", cause, err)
		}
	}
	if err := outOfSpace(syscall.EIO); crm.Is(err, crm.Full) {
		t.Error("a broken disk is not a full one")
	}
}

func TestNobodyAddsAHundredAndOne(t *testing.T) {
	s := newTickScene(t)
	c := s.complaint(false)
	for range 8 {
		s.attach(c.ID, s.start, slices.Repeat([]string{"甲.png"}, FilesAtOnce)...)
	}
	s.attach(c.ID, s.start, slices.Repeat([]string{"甲.png"}, 4)...)
	if err := s.store.AttachFiles(t.Context(), By{Staff: s.clerk, Now: s.start}, c.ID, pictures(t, "乙.png")); !crm.Is(err, crm.Invalid) {
		t.Errorf("the hundred and first: %v", err)
	}
	if n := len(onDisk(t, s.store.Path)); n != filesPerCase {
		t.Errorf("%d files", n)
	}
}
