package db

import (
	"context"
	"strings"

	"linli/db/crm"
)

// visibleToSysadmin are the subjects a system administrator may read in the audit.
var visibleToSysadmin = []string{"staff", "session", "settings", "system"}

// AuditFilter narrows the audit page; Before pages back.
type AuditFilter struct {
	Kind   string
	Actor  int64
	Before int64
	Limit  int
}

// AuditPage is some lines with how the whole journal ends.
type AuditPage struct {
	Lines []Line
	Head  Head
	All   bool // every subject, not only accounts and settings
}

// Audit lists journal lines of the actor's project, newest first. A sysadmin without another right sees accounts and
// settings only; notes and texts are not part of it.
func (s *Store) Audit(ctx context.Context, by crm.Staff, f AuditFilter) (p AuditPage, err error) {
	reach := by.Reach(crm.AuditRead)
	if reach == crm.None {
		return p, crm.Refuse(crm.Forbidden, "您没有查看审计记录的权限")
	}
	where, args := []string{"j.project_id = ?"}, []any{by.ProjectID}
	known := notSecret(by, "j.subject_id")
	where = append(where, "(j.subject <> 'case' OR "+known.where+")",
		"(j.subject <> 'task' OR j.subject_id NOT IN (SELECT xt.id FROM task xt WHERE xt.subject = 'case' AND xt.subject_id IN "+secretCases+"))")
	args = append(append(args, known.args...), known.args...)
	if reach == crm.Own {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(visibleToSysadmin)), ", ")
		where = append(where, "j.subject IN ("+marks+")")
		for _, subject := range visibleToSysadmin {
			args = append(args, subject)
		}
	}
	if f.Kind != "" {
		where, args = append(where, "j.kind = ?"), append(args, f.Kind)
	}
	if f.Actor != 0 {
		where, args = append(where, "j.actor_id = ?"), append(args, f.Actor)
	}
	if f.Before != 0 {
		where, args = append(where, "j.seq < ?"), append(args, f.Before)
	}
	args = append(args, f.Limit)
	rows, err := s.reader(ctx).rows(`SELECT `+lineColumns+lineTables+`WHERE `+strings.Join(where, " AND ")+` ORDER BY j.seq DESC LIMIT ?`, args...)
	if p.Lines, err = collect(rows, err, scanLine); err != nil {
		return p, err
	}
	p.All = reach != crm.Own
	p.Head, err = s.JournalHead(ctx)
	return p, err
}
