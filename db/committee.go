package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"linli/db/crm"
)

// CommitteeVersion is one published version of a month.
type CommitteeVersion struct {
	ID          int64
	Period      string
	Version     int64
	Hash        string
	DataUntilAt int64
	PublishedAt int64
}

// CommitteeMonths is what the owners' committee may open and, for who publishes, what is still to be published.
type CommitteeMonths struct {
	Published []CommitteeVersion // newest month first, newest version of a month first
	Open      []crm.Period       // months that are over and were never published, newest first, two years back
}

// openMonths is how far back the list of months to publish goes; an older one is published by its address.
const openMonths = 24

// CommitteeReport is a published month as it was published.
type CommitteeReport struct {
	CommitteeVersion
	Report   crm.Report
	Versions []CommitteeVersion // all versions of the month, newest first
	Intact   bool               // the body still has the hash written beside it and in the journal
}

const versionColumns = `id, period, version, body_hash, data_until_at, published_at`

func scanVersion(rows *sql.Rows, v *CommitteeVersion) error {
	return rows.Scan(&v.ID, &v.Period, &v.Version, &v.Hash, &v.DataUntilAt, &v.PublishedAt)
}

// CommitteeReports lists the published months of the actor's project.
func (s *Store) CommitteeReports(ctx context.Context, by By) (m CommitteeMonths, err error) {
	if !by.Staff.May(crm.CommitteeRead) {
		return m, crm.Refuse(crm.Forbidden, "您没有查看业委会专页的权限")
	}
	r := s.reader(ctx)
	rows, err := r.rows(`SELECT `+versionColumns+` FROM committee_report WHERE project_id = ? ORDER BY period DESC, version DESC`, by.Staff.ProjectID)
	if m.Published, err = collect(rows, err, scanVersion); err != nil {
		return m, err
	}
	if !by.Staff.May(crm.CommitteePublish) {
		return m, nil
	}
	p, err := committeeProjectOf(r, by.Staff.ProjectID)
	if err != nil {
		return m, err
	}
	published := make(map[string]bool, len(m.Published))
	for _, v := range m.Published {
		published[v.Period] = true
	}
	month := crm.PeriodOf(by.Now.Unix(), p.zone)
	for range openMonths {
		if month = month.Last(); !month.Before(p.first) && !published[month.String()] {
			m.Open = append(m.Open, month)
		}
	}
	return m, nil
}

// committeeProject is what publishing must know of a project.
type committeeProject struct {
	name  string
	zone  *time.Location
	first crm.Period // the month of the first case, or the one the project was set up in
}

func committeeProjectOf(q querier, id int64) (c committeeProject, err error) {
	var p Project
	var first int64
	if err := q.row(`SELECT name, timezone, created_at FROM project WHERE id = ?`, id).Scan(&p.Name, &p.Timezone, &first); err != nil {
		return c, found(err, "没有这个项目")
	}
	var received sql.NullInt64
	if err := q.row(`SELECT MIN(received_at) FROM service_case WHERE project_id = ? AND counted = 1`, id).Scan(&received); err != nil {
		return c, err
	}
	if received.Valid {
		first = min(first, received.Int64)
	}
	c.name, c.zone = p.Name, p.Zone()
	c.first = crm.PeriodOf(first, c.zone)
	return c, nil
}

// CommitteeReport reads a month as published; version 0 is the newest. A committee member's reading is written to the
// journal, once a version and day.
func (s *Store) CommitteeReport(ctx context.Context, by By, period crm.Period, version int64) (report CommitteeReport, err error) {
	if !by.Staff.May(crm.CommitteeRead) {
		return report, crm.Refuse(crm.Forbidden, "您没有查看业委会专页的权限")
	}
	r := s.reader(ctx)
	rows, err := r.rows(`SELECT `+versionColumns+` FROM committee_report WHERE project_id = ? AND period = ? ORDER BY version DESC`,
		by.Staff.ProjectID, period.String())
	if report.Versions, err = collect(rows, err, scanVersion); err != nil {
		return report, err
	}
	for _, v := range report.Versions {
		if v.Version == version || version == 0 {
			report.CommitteeVersion = v
			break
		}
	}
	if report.ID == 0 && version == 0 {
		return report, crm.Refuse(crm.NotFound, period.Label()+"的报告还没有公布")
	}
	if report.ID == 0 {
		return report, crm.Refuse(crm.NotFound, period.Label()+"没有公布这个版本")
	}
	if err := report.open(r); err != nil {
		return report, fmt.Errorf("committee report %d: %w", report.ID, err)
	}
	return report, s.noteReading(ctx, by, report.ID)
}

// open reads the body and compares it with the two places that keep its hash.
func (c *CommitteeReport) open(r reader) (err error) {
	var body, written string
	if err := r.row(`SELECT body FROM committee_report WHERE id = ?`, c.ID).Scan(&body); err != nil {
		return err
	}
	err = r.row(`SELECT after FROM journal WHERE subject = 'committee' AND subject_id = ? AND kind = 'committee_published' ORDER BY seq LIMIT 1`, c.ID).Scan(&written)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	c.Intact = crm.HashOf(body) == c.Hash && strings.Contains(written, `"`+c.Hash+`"`)
	c.Report, err = crm.OpenReport(body)
	return err
}

// noteReading writes who of the committee read which report, at most one line a person, report and day.
func (s *Store) noteReading(ctx context.Context, by By, report int64) error {
	if !by.Staff.Has(crm.Committee) {
		return nil
	}
	noted := func(q querier) (bool, error) {
		p, err := committeeProjectOf(q, by.Staff.ProjectID)
		if err != nil {
			return false, err
		}
		y, m, d := by.Now.In(p.zone).Date()
		var n int
		err = q.row(`SELECT COUNT(*) FROM (SELECT 1 FROM journal WHERE subject = 'committee' AND subject_id = ? AND kind = 'committee_viewed'
			AND actor_id = ? AND recorded_at >= ? LIMIT 1) AS n`, report, by.Staff.ID, time.Date(y, m, d, 0, 0, 0, 0, p.zone).Unix()).Scan(&n)
		return n > 0, err
	}
	if done, err := noted(s.reader(ctx)); done || err != nil {
		return err
	}
	by.Key = ""
	return s.inTx(ctx, by, func(tx *Tx) error {
		if done, err := noted(tx); done || err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "committee_viewed", Subject: "committee", SubjectID: report})
	})
}

// PublishMonth counts a month that is over and puts it before the committee; a month published before gets one more version.
// seen is the newest version the publisher knew of, -1 when that was not asked; figures are those of the preview, empty without one.
func (s *Store) PublishMonth(ctx context.Context, by By, period crm.Period, seen int64, figures string) (v CommitteeVersion, err error) {
	if !by.Staff.May(crm.CommitteePublish) {
		return v, crm.Refuse(crm.Forbidden, "您没有公布业委会报告的权限")
	}
	err = s.inTx(ctx, by, func(tx *Tx) error {
		v, err = tx.publish(period, seen, figures)
		return err
	})
	if err != nil {
		return CommitteeVersion{}, fmt.Errorf("publish %s: %w", period, err)
	}
	return v, nil
}

func (tx *Tx) publish(period crm.Period, seen int64, figures string) (v CommitteeVersion, err error) {
	project := tx.by.Staff.ProjectID
	p, err := committeeProjectOf(tx, project)
	if err != nil {
		return v, err
	}
	if err := period.MayPublish(p.first, tx.now, p.zone); err != nil {
		return v, err
	}
	v = CommitteeVersion{Period: period.String(), Version: 1, DataUntilAt: tx.now, PublishedAt: tx.now}
	last, err := tx.lastPublished(v.Period)
	if err != nil {
		return v, err
	}
	switch {
	case seen > last.Version:
		return v, crm.InvalidField("row_version", "页面的版本号不对，请刷新后重试")
	case seen >= 0 && seen < last.Version:
		return v, last
	}
	v.Version += last.Version
	report, err := monthReport(tx, p, project, period, v.Version, tx.now)
	if err != nil {
		return v, err
	}
	if err := report.StillSays(figures); err != nil {
		return v, err
	}
	body, hash, err := report.Seal()
	if err != nil {
		return v, err
	}
	v.Hash = hash
	if v.ID, err = tx.insert(`INSERT INTO committee_report (project_id, period, version, body, body_hash, data_until_at, published_at, published_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, project, v.Period, v.Version, body, hash, v.DataUntilAt, v.PublishedAt, tx.by.Staff.ID); err != nil {
		return v, err
	}
	return v, tx.journal(Entry{Kind: "committee_published", Subject: "committee", SubjectID: v.ID,
		After: map[string]any{"period": v.Period, "version": v.Version, "hash": hash}})
}

// monthReport counts a month.
func monthReport(q querier, p committeeProject, project int64, period crm.Period, version, now int64) (report crm.Report, err error) {
	settings, err := settingsOf(q, "project_id = ?", project)
	if err != nil {
		return report, err
	}
	from, to := period.Bounds(p.zone)
	counted, err := countMonth(q, monthSpan{project: project, from: from, to: to, now: now, zone: p.zone, reopenDays: settings.ReopenDays})
	if err != nil {
		return report, fmt.Errorf("count: %w", err)
	}
	head := crm.ReportHead{Project: p.name, Period: period.String(), Version: version}
	return crm.NewReport(head, counted, settings, to, now, p.zone), nil
}

// PreviewMonth counts a month that may be published, for who publishes; nothing of it is kept.
func (s *Store) PreviewMonth(ctx context.Context, by By, period crm.Period) (report crm.Report, err error) {
	if !by.Staff.May(crm.CommitteePublish) {
		return report, crm.Refuse(crm.Forbidden, "您没有公布业委会报告的权限")
	}
	r := s.reader(ctx)
	p, err := committeeProjectOf(r, by.Staff.ProjectID)
	if err != nil {
		return report, err
	}
	if err := period.MayPublish(p.first, by.Now.Unix(), p.zone); err != nil {
		return report, err
	}
	report, err = monthReport(r, p, by.Staff.ProjectID, period, 1, by.Now.Unix())
	return report, fail("preview month", err)
}

// lastPublished is the newest version of a period and who made it; version 0 when there is none.
func (tx *Tx) lastPublished(period string) (*Stale, error) {
	last := &Stale{Subject: "committee"}
	err := tx.row(`SELECT r.id, r.version, r.published_at, s.name FROM committee_report r JOIN staff s ON s.id = r.published_by
		WHERE r.project_id = ? AND r.period = ? ORDER BY r.version DESC LIMIT 1`, tx.by.Staff.ProjectID, period).Scan(&last.ID, &last.Version, &last.At, &last.By)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	return last, nil
}
