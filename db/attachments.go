package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"linli/db/crm"
)

// NewFile is a file as it arrives. The name comes from outside and is good for reading only.
type NewFile struct {
	Name     string
	Personal bool // shows or tells who complains
	Body     io.Reader
}

// Files are read one after the other while they arrive; an error ends them.
type Files iter.Seq2[NewFile, error]

// Bounds of what may be added.
const (
	FilesAtOnce  = 12
	filesPerCase = 100
)

// AttachFiles adds files to a case: every one is on the disk before the row that names it. All of them or none.
func (s *Store) AttachFiles(ctx context.Context, by By, id int64, files Files) error {
	c, err := visibleCase(s.reader(ctx), by.Staff, id)
	if err == nil {
		err = mayAttach(c, by.Staff)
	}
	if err != nil {
		return err
	}
	return s.fileAway(ctx, by, files, func(tx *Tx, kept []keptFile) error {
		c, err := tx.caseToAsk(id)
		if err == nil {
			err = mayAttach(c, by.Staff)
		}
		if err != nil {
			return err
		}
		tx.answers("case", id)
		return tx.attach(c, kept)
	})
}

func mayAttach(c *crm.Case, by crm.Staff) error {
	if ok, why := c.MayAttach(by); !ok {
		if !c.SeesFiles(by) {
			return crm.Refuse(crm.Forbidden, why)
		}
		return crm.Refuse(crm.Conflict, why)
	}
	return nil
}

// fileAway takes files in and commits what save makes of them. Where that fails nothing stays; where the program dies in
// between the files are swept later.
func (s *Store) fileAway(ctx context.Context, by By, files Files, save func(tx *Tx, kept []keptFile) error) (err error) {
	set, err := s.Settings(ctx, by.Staff.ProjectID)
	if err != nil {
		return err
	}
	s.placing.RLock()
	defer s.placing.RUnlock()
	var kept []keptFile
	defer func() {
		if err != nil {
			for _, k := range kept {
				err = errors.Join(err, removeIfThere(filepath.Join(attachmentsBeside(s.Path), k.path)))
			}
		}
	}()
	for in, err := range files {
		if err != nil {
			return err
		}
		if len(kept) == FilesAtOnce {
			return crm.InvalidField("file", fmt.Sprintf("一次最多上传 %d 个文件", FilesAtOnce))
		}
		k, err := s.keepFile(in, set.AttachmentMB<<20)
		if err != nil {
			return fail("keep file", outOfSpace(err))
		}
		kept = append(kept, k)
	}
	if len(kept) == 0 {
		return crm.InvalidField("file", "请选择文件")
	}
	return fail("file away", s.inTx(ctx, by, func(tx *Tx) error { return save(tx, kept) }))
}

// attach writes the rows of files that belong to a case, each with a line that holds its hash, and says so in the history.
func (tx *Tx) attach(c *crm.Case, kept []keptFile) error {
	var there int
	if err := tx.row(`SELECT COUNT(*) FROM attachment WHERE case_id = ?`, c.ID).Scan(&there); err != nil {
		return err
	}
	if there+len(kept) > filesPerCase {
		return crm.InvalidField("file", fmt.Sprintf("一件诉求最多 %d 个附件，现有 %d 个", filesPerCase, there))
	}
	list := make([]crm.Attachment, len(kept))
	for i := range kept {
		id, err := tx.insertFile(&kept[i], c.ID, "")
		if err != nil {
			return err
		}
		list[i] = kept[i].Attachment
		list[i].ID = id
	}
	return tx.noteFiles(c, list)
}

func (tx *Tx) insertFile(k *keptFile, caseID int64, formKey string) (int64, error) {
	return tx.insert(`INSERT INTO attachment (project_id, case_id, form_key, kind, type, ext, name, size, sha256, file, personal, by_id, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, tx.by.Staff.ProjectID, none(caseID), formKey, k.Kind, k.Type, k.Ext, k.Name, k.Size, k.SHA256,
		filepath.ToSlash(k.path), k.Personal, tx.by.Staff.ID, tx.now)
}

// noteFiles tells the journal of files that now belong to a case. The names of files stand in none of the lines that others
// than the handling team may read.
func (tx *Tx) noteFiles(c *crm.Case, list []crm.Attachment) error {
	for i := range list {
		f := &list[i]
		if err := tx.journal(Entry{Kind: "file_kept", Subject: "attachment", SubjectID: f.ID, CustomerID: c.CustomerID, ProjectID: c.ProjectID,
			After: map[string]any{"case_id": c.ID, "kind": f.Kind, "bytes": f.Size, "sha256": f.SHA256}, Texts: map[string]any{"name": f.Name}}); err != nil {
			return err
		}
	}
	return tx.journal(Entry{Kind: "attachment_added", Subject: "case", SubjectID: c.ID, CustomerID: c.CustomerID, ProjectID: c.ProjectID, Cycle: c.Current().No,
		EventAt: max(tx.now, c.LastEventAt), From: string(c.State), To: string(c.State), Note: countFiles(list)})
}

// countFiles is 照片3个、录音1个.
func countFiles(list []crm.Attachment) string {
	var parts []string
	for _, kind := range crm.AttachmentKinds {
		n := 0
		for i := range list {
			if list[i].Kind == kind.Code {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, kind.Label+strconv.Itoa(n)+"个")
		}
	}
	return strings.Join(parts, "、")
}

const fileColumns = `SELECT f.id, COALESCE(f.case_id, 0), f.kind, f.type, f.ext, f.name, f.size, f.sha256, f.personal, f.at, f.by_id, p.name, f.file
	FROM attachment f JOIN staff p ON p.id = f.by_id `

func scanFile(row interface{ Scan(...any) error }, k *keptFile) error {
	return row.Scan(&k.ID, &k.CaseID, &k.Kind, &k.Type, &k.Ext, &k.Name, &k.Size, &k.SHA256, &k.Personal, &k.At, &k.ByID, &k.ByName, &k.path)
}

func filesWhere(q querier, where string, args ...any) ([]keptFile, error) {
	rows, err := q.rows(fileColumns+where, args...)
	return collect(rows, err, func(rows *sql.Rows, k *keptFile) error { return scanFile(rows, k) })
}

// caseFiles are the files of a case; of one that by may not see no more is told than that there is one.
func caseFiles(q querier, c *crm.Case, by crm.Staff) ([]crm.Attachment, error) {
	kept, err := filesWhere(q, `WHERE f.case_id = ? ORDER BY f.id`, c.ID)
	list := make([]crm.Attachment, len(kept))
	for i := range kept {
		list[i] = kept[i].Attachment
		if !c.SeesFile(by, &list[i]) {
			list[i] = crm.Attachment{ID: list[i].ID, CaseID: c.ID, Kind: list[i].Kind, At: list[i].At, Shut: true}
		}
	}
	return list, err
}

// OpenFile opens a file of a case for who handles the case; for others who may see the case it is not there to be had.
func (s *Store) OpenFile(ctx context.Context, by crm.Staff, caseID, id int64) (crm.Attachment, *os.File, error) {
	q := s.reader(ctx)
	c, err := visibleCase(q, by, caseID)
	if err != nil {
		return crm.Attachment{}, nil, err
	}
	var k keptFile
	if err := scanFile(q.row(fileColumns+`WHERE f.case_id = ? AND f.id = ?`, caseID, id), &k); err != nil {
		return k.Attachment, nil, found(err, "没有找到这个附件")
	}
	if !c.SeesFile(by, &k.Attachment) {
		return crm.Attachment{}, nil, crm.Refuse(crm.Forbidden, "附件只给经办这件诉求的人看")
	}
	file, err := os.Open(filepath.Join(attachmentsBeside(s.Path), filepath.FromSlash(k.path)))
	if errors.Is(err, os.ErrNotExist) {
		return k.Attachment, nil, errors.Join(crm.Refuse(crm.Gone, "附件的文件不见了，请告诉系统管理员"), err)
	}
	return k.Attachment, file, err
}

// photosOf counts the photographs taken since a case came in, or came back: those sent with it show what is wrong, not what
// was done. What a photograph shows of a cause shared with others, it shows for all of them.
func photosOf(q querier, c *crm.Case) (n int, err error) {
	err = q.row(`SELECT COUNT(*) FROM attachment WHERE case_id IN (SELECT k.id FROM service_case k WHERE k.id = ? UNION SELECT k.id FROM service_case k WHERE k.group_id = ?) AND kind = 'photo' AND at > ?`,
		c.ID, none(c.GroupID), max(c.RegisteredAt, c.Current().AnchorAt)).Scan(&n)
	return n, err
}
