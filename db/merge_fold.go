package db

import (
	"database/sql"
	"fmt"

	"linli/db/crm"
)

// foldConsents ends what one of the files does not consent to, and the care tags that lived from it.
func (m *merging) foldConsents() error {
	given, err := givenConsents(m.tx, m.kept.ID, m.gone.ID)
	if err != nil {
		return err
	}
	for _, id := range crm.Strictest(given) {
		for column, value := range map[string]any{"withdrawn_at": m.tx.now, "withdrawn_by": m.tx.by.Staff.ID, "withdrawn_evidence": "合并档案，从严：" + m.kept.No + "、" + m.gone.No} {
			if err := m.set("consent", id, column, value); err != nil {
				return err
			}
		}
		rows, err := m.tx.rows(`SELECT id FROM customer_tag WHERE consent_id = ? AND ended_on = ''`, id)
		tags, err := collect(rows, err, scanID)
		if err != nil {
			return err
		}
		for _, tag := range tags {
			if err := m.set("customer_tag", tag, "ended_on", m.today); err != nil {
				return err
			}
		}
	}
	return nil
}

// givenConsents are the consents of two files.
func givenConsents(q querier, a, b int64) ([]crm.GivenConsent, error) {
	rows, err := q.rows(`SELECT id, customer_id, purpose, given_at, withdrawn_at FROM consent WHERE customer_id IN (?, ?) ORDER BY id`, a, b)
	return collect(rows, err, func(rows *sql.Rows, c *crm.GivenConsent) error {
		return rows.Scan(&c.ID, &c.CustomerID, &c.Purpose, &c.GivenAt, &c.WithdrawnAt)
	})
}

// foldReferrals voids what is a referral of oneself by now; of two about the same people the one that came to something
// counts, and the other one stays where it is, void.
func (m *merging) foldReferrals() error {
	type pair struct {
		id, other     int64
		status, known string
		ofThemselves  bool
	}
	rows, err := m.tx.rows(`SELECT g.id, g.status, CASE WHEN g.referrer_id = ? OR g.referred_id = ? THEN 1 ELSE 0 END, COALESCE(k.id, 0), COALESCE(k.status, '')
		FROM referral g LEFT JOIN referral k ON k.referrer_id = ? AND k.referred_id = g.referred_id AND g.referrer_id = ?
			OR k.referred_id = ? AND k.referrer_id = g.referrer_id AND g.referred_id = ?
		WHERE g.referrer_id = ? OR g.referred_id = ? ORDER BY g.id`,
		m.kept.ID, m.kept.ID, m.kept.ID, m.gone.ID, m.kept.ID, m.gone.ID, m.gone.ID, m.gone.ID)
	pairs, err := collect(rows, err, func(rows *sql.Rows, p *pair) error {
		return rows.Scan(&p.id, &p.status, &p.ofThemselves, &p.other, &p.known)
	})
	if err != nil {
		return err
	}
	for _, p := range pairs {
		why := "合并档案后是同一人"
		switch {
		case p.ofThemselves:
		case p.other != 0:
			why = "合并档案后重复"
			if p.status == "successful" && p.known == "pending" {
				if err := m.set("referral", p.other, "status", p.status); err != nil {
					return err
				}
			}
		default:
			continue
		}
		if err := m.set("referral", p.id, "status", "void"); err != nil {
			return err
		}
		if err := m.set("referral", p.id, "why", why); err != nil {
			return err
		}
	}
	return nil
}

// foldAttendance leaves one note of an activity that both files have one of: the kept file's, as the stronger of the two has it.
func (m *merging) foldAttendance() error {
	type pair struct {
		gone, kept, at, by int64
		status, known      string
	}
	rows, err := m.tx.rows(`SELECT g.id, k.id, g.at, g.by_id, g.status, k.status FROM event_attendance g JOIN event_attendance k ON k.event_id = g.event_id AND k.customer_id = ?
		WHERE g.customer_id = ? ORDER BY g.id`, m.kept.ID, m.gone.ID)
	pairs, err := collect(rows, err, func(rows *sql.Rows, p *pair) error {
		return rows.Scan(&p.gone, &p.kept, &p.at, &p.by, &p.status, &p.known)
	})
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := m.remove("event_attendance", p.gone); err != nil {
			return err
		}
		if !crm.StrongerAttendance(p.status, p.known) {
			continue
		}
		for column, value := range map[string]any{"status": p.status, "at": p.at, "by_id": p.by} {
			if err := m.set("event_attendance", p.kept, column, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// foldAgents lets nobody act for themselves.
func (m *merging) foldAgents() error {
	rows, err := m.tx.rows(`SELECT id FROM occupancy WHERE customer_id IN (?, ?) AND agent_for IN (?, ?) ORDER BY id`, m.kept.ID, m.gone.ID, m.kept.ID, m.gone.ID)
	ids, err := collect(rows, err, scanID)
	for _, id := range ids {
		if err := m.set("occupancy", id, "agent_for", nil); err != nil {
			return err
		}
	}
	return err
}

// moveCases gives the cases of the gone file to the kept one, each with a line in its history.
func (m *merging) moveCases() error {
	rows, err := m.tx.rows(`SELECT id FROM service_case WHERE customer_id = ? ORDER BY id`, m.gone.ID)
	ids, err := collect(rows, err, scanID)
	if err != nil || len(ids) == 0 {
		return err
	}
	m.log.Cases = ids
	return m.tx.giveCases(ids, m.gone.ID, m.kept.ID, m.gone.No+" 并入 "+m.kept.No)
}

// giveCases gives those of some cases that are still of one customer to another one.
func (tx *Tx) giveCases(ids []int64, from, to int64, note string) error {
	act, err := tx.act()
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, err := tx.anyCase(id)
		if err != nil {
			return err
		}
		if c.CustomerID != from {
			continue
		}
		was := asSaved(c)
		c.BelongsTo(act, to, note)
		if err := tx.saveCase(c, was); err != nil {
			return fmt.Errorf("case %d: %w", id, err)
		}
	}
	return nil
}

// fillFields completes the kept file from the gone one.
func (m *merging) fillFields() error {
	after := m.kept.With(m.gone)
	for column, value := range map[string]any{"honorific": after.Honorific, "org_credit_code": after.OrgCreditCode, "contact_person": after.ContactPerson,
		"preferred_channel": after.PreferredChannel, "contact_window": after.ContactWindow, "do_not_disturb": number(after.DoNotDisturb), "steward_id": none(after.StewardID),
		"privacy_notice_on": after.PrivacyNoticeOn, "verified_on": after.VerifiedOn, "note": after.Note} {
		if err := m.set("customer", m.kept.ID, column, value); err != nil {
			return err
		}
	}
	if after.ContactPerson == m.kept.ContactPerson {
		return nil
	}
	return m.tx.reindex(after)
}
