package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"linli/db/crm"
)

// Session is a signed-in browser. The cookie holds the id, the table only its hash.
type Session struct {
	IDHash    string
	CreatedAt int64
	UsedAt    int64
	Staff     crm.Staff
	Project   Project
}

// Expired reports whether the session was idle too long at now or is past its absolute limit.
func (s Session) Expired(set crm.Settings, now int64) bool {
	return now-s.UsedAt > set.SessionIdle*60 || now-s.CreatedAt > set.SessionAbsolute*3600
}

// HashID is how an id stands in the table.
func HashID(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// SessionByHash finds a session with its person, roles and project in one query. NotFound when the session is
// unknown, the account disabled, or no role is left in the project.
func (s *Store) SessionByHash(ctx context.Context, hash string, now int64) (ses Session, err error) {
	rows, err := s.reader(ctx).rows(`SELECT e.created_at, e.used_at, s.id, s.login, s.name, s.must_change, s.pledged_at,
		p.id, p.code, p.name, p.timezone, p.hotline, r.role, r.department, r.buildings
		FROM session e JOIN staff s ON s.id = e.staff_id JOIN project p ON p.id = e.project_id
		JOIN role_assignment r ON r.staff_id = s.id AND r.project_id = p.id
		WHERE e.id_hash = ? AND s.disabled_at = 0 AND r.start_at <= ? AND (r.end_at = 0 OR r.end_at > ?) ORDER BY r.id`, hash, now, now)
	if err != nil {
		return ses, err
	}
	defer rows.Close()
	ses.IDHash = hash
	for rows.Next() {
		var r crm.Assignment
		var buildings string
		f, p := &ses.Staff, &ses.Project
		if err := rows.Scan(&ses.CreatedAt, &ses.UsedAt, &f.ID, &f.Login, &f.Name, &f.MustChange, &f.PledgedAt,
			&p.ID, &p.Code, &p.Name, &p.Timezone, &p.Hotline, &r.Role, &r.Department, &buildings); err != nil {
			return ses, err
		}
		r.Buildings = splitList(buildings)
		f.Roles = append(f.Roles, r)
	}
	if err := rows.Err(); err != nil {
		return ses, err
	}
	if ses.Staff.ID == 0 {
		return ses, crm.Refuse(crm.NotFound, "会话已失效")
	}
	ses.Staff.ProjectID, ses.Staff.ProjectCode = ses.Project.ID, ses.Project.Code
	return ses, nil
}

// TouchSession notes that the session is in use; called at most once a minute.
func (s *Store) TouchSession(ctx context.Context, hash string, now int64) error {
	_, err := s.write.ExecContext(ctx, `UPDATE session SET used_at = ? WHERE id_hash = ? AND used_at < ?`, now, hash, now)
	return err
}

// EndSession signs a browser out.
func (s *Store) EndSession(ctx context.Context, by By, hash string) error {
	return s.inTx(ctx, by, func(tx *Tx) error {
		n, err := tx.changed(`DELETE FROM session WHERE id_hash = ?`, hash)
		if err != nil || n == 0 {
			return err
		}
		return tx.journal(Entry{Kind: "signed_out", Subject: "session", SubjectID: by.Staff.ID})
	})
}

// keyDays is how long the first answer to a form is remembered.
const keyDays = 7

// Sweep removes sessions past the absolute limit of their project, drafts past their days, and old request keys and throttles.
func (s *Store) Sweep(ctx context.Context, now time.Time) error {
	projects, err := s.Projects(ctx)
	if err != nil {
		return err
	}
	for _, p := range projects {
		set, err := s.Settings(ctx, p.ID)
		if err != nil {
			return err
		}
		if _, err := s.write.ExecContext(ctx, `DELETE FROM session WHERE project_id = ? AND created_at < ?`, p.ID, now.Unix()-set.SessionAbsolute*3600); err != nil {
			return err
		}
		if err := s.sweepDrafts(ctx, p.ID, now.Unix()-set.DraftDays*86400); err != nil {
			return err
		}
	}
	old := now.Unix() - keyDays*86400
	if _, err = s.write.ExecContext(ctx, `DELETE FROM request_key WHERE created_at < ?`, old); err != nil {
		return err
	}
	_, err = s.write.ExecContext(ctx, `DELETE FROM login_throttle WHERE first_at < ? AND locked_until_at < ?`, old, old)
	return err
}

func (tx *Tx) endSessions(staff int64) error {
	return tx.exec(`DELETE FROM session WHERE staff_id = ?`, staff)
}

// Credentials are what a log-in is checked against; a zero ID means nobody.
type Credentials struct {
	ID   int64
	Hash string
}

// CredentialsOf finds an account by its log-in name. An unknown or disabled one has no hash, and that is no error.
func (s *Store) CredentialsOf(ctx context.Context, login string) (c Credentials, err error) {
	err = s.reader(ctx).row(`SELECT id, password_hash FROM staff WHERE login = ? AND disabled_at = 0`, login).Scan(&c.ID, &c.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return Credentials{}, nil
	}
	return c, err
}

// SignIn starts a session in the first project in which the person holds a role now; another id of the browser ends.
func (s *Store) SignIn(ctx context.Context, by By, staff int64, idHash, oldHash string, throttleKeys []string) error {
	return s.inTx(ctx, by, func(tx *Tx) error {
		var project int64
		err := tx.row(`SELECT project_id FROM role_assignment WHERE staff_id = ? AND start_at <= ? AND (end_at = 0 OR end_at > ?) ORDER BY project_id LIMIT 1`,
			staff, tx.now, tx.now).Scan(&project)
		if errors.Is(err, sql.ErrNoRows) {
			return crm.Refuse(crm.Forbidden, "该账号目前没有任何角色")
		}
		if err != nil {
			return err
		}
		if err := tx.exec(`DELETE FROM session WHERE id_hash = ?`, oldHash); err != nil {
			return err
		}
		for _, key := range throttleKeys {
			if err := tx.exec(`DELETE FROM login_throttle WHERE key_hash = ?`, HashID(key)); err != nil {
				return err
			}
		}
		if err := tx.exec(`INSERT INTO session (id_hash, staff_id, project_id, created_at, used_at) VALUES (?, ?, ?, ?, ?)`, idHash, staff, project, tx.now, tx.now); err != nil {
			return err
		}
		tx.by.Staff = crm.Staff{ID: staff, ProjectID: project}
		return tx.journal(Entry{Kind: "signed_in", Subject: "session", SubjectID: staff})
	})
}

// AccountLimit failures in a row an account or source is locked, at first for 15 minutes, doubling with each further one.
const (
	AccountLimit = 10
	lockSecs     = 15 * 60
	maxLock      = 24 * 3600
	forgetSecs   = 24 * 3600
)

// LockedUntil is the latest lock over the keys, 0 for none. A right password does not open a lock.
func (s *Store) LockedUntil(ctx context.Context, now int64, keys ...string) (until int64, err error) {
	for _, key := range keys {
		var at int64
		err := s.reader(ctx).row(`SELECT locked_until_at FROM login_throttle WHERE key_hash = ?`, HashID(key)).Scan(&at)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, err
		}
		if at > now {
			until = max(until, at)
		}
	}
	return until, nil
}

// FailLogin counts a failed log-in against the account and the source; limits say after how many each is locked.
func (s *Store) FailLogin(ctx context.Context, by By, keys []string, limits []int) error {
	return s.inTx(ctx, by, func(tx *Tx) error {
		for i, key := range keys {
			if err := tx.countFailure(HashID(key), limits[i]); err != nil {
				return err
			}
		}
		return tx.journal(Entry{Kind: "login_failed", Subject: "session"})
	})
}

func (tx *Tx) countFailure(hash string, limit int) error {
	var failures, first int64
	err := tx.row(`SELECT failures, first_at FROM login_throttle WHERE key_hash = ?`, hash).Scan(&failures, &first)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if first == 0 || tx.now-first > forgetSecs {
		failures, first = 0, tx.now
	}
	failures++
	var locked int64
	if over := failures - int64(limit); over >= 0 {
		locked = tx.now + min(int64(lockSecs)<<min(over, 10), maxLock)
	}
	return tx.exec(`INSERT INTO login_throttle (key_hash, failures, first_at, locked_until_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (key_hash) DO UPDATE SET failures = excluded.failures, first_at = excluded.first_at, locked_until_at = excluded.locked_until_at`,
		hash, failures, first, locked)
}

// ChangePassword sets a new password, ends every session of the person and starts a fresh one.
func (s *Store) ChangePassword(ctx context.Context, by By, hash, idHash string) error {
	return s.inTx(ctx, by, func(tx *Tx) error {
		if err := tx.exec(`UPDATE staff SET password_hash = ?, must_change = 0, row_version = row_version + 1 WHERE id = ?`, hash, by.Staff.ID); err != nil {
			return err
		}
		if err := tx.endSessions(by.Staff.ID); err != nil {
			return err
		}
		if err := tx.exec(`INSERT INTO session (id_hash, staff_id, project_id, created_at, used_at) VALUES (?, ?, ?, ?, ?)`,
			idHash, by.Staff.ID, by.Staff.ProjectID, tx.now, tx.now); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "password_changed", Subject: "staff", SubjectID: by.Staff.ID})
	})
}

// SignPledge records the yearly confidentiality pledge.
func (s *Store) SignPledge(ctx context.Context, by By) error {
	return s.inTx(ctx, by, func(tx *Tx) error {
		if err := tx.exec(`UPDATE staff SET pledged_at = ? WHERE id = ?`, tx.now, by.Staff.ID); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "pledge_signed", Subject: "staff", SubjectID: by.Staff.ID})
	})
}

// Refused logs that somebody asked for what they have no right to; the route pattern only, never an address.
func (s *Store) Refused(ctx context.Context, by By, route string) error {
	return s.inTx(ctx, By{Staff: by.Staff, Now: by.Now, Source: by.Source}, func(tx *Tx) error {
		return tx.journal(Entry{Kind: "refused", Subject: "system", After: map[string]any{"route": route}})
	})
}

// ProjectsOf lists the projects in which a person holds a role now, for the switcher.
func (s *Store) ProjectsOf(ctx context.Context, staff, now int64) ([]Project, error) {
	rows, err := s.reader(ctx).rows(`SELECT DISTINCT p.id, p.code, p.name, p.timezone, p.hotline, p.takeover_on FROM project p
		JOIN role_assignment r ON r.project_id = p.id WHERE r.staff_id = ? AND r.start_at <= ? AND (r.end_at = 0 OR r.end_at > ?) ORDER BY p.id`, staff, now, now)
	return collect(rows, err, func(rows *sql.Rows, p *Project) error { return scanProject(rows, p) })
}

// SwitchProject moves a session to another project of the person; NotFound without a role there.
func (s *Store) SwitchProject(ctx context.Context, by By, hash, code string) error {
	return s.inTx(ctx, by, func(tx *Tx) error {
		n, err := tx.changed(`UPDATE session SET project_id = (SELECT id FROM project WHERE code = ?) WHERE id_hash = ? AND staff_id = ?
			AND EXISTS (SELECT 1 FROM role_assignment r JOIN project p ON p.id = r.project_id
				WHERE p.code = ? AND r.staff_id = session.staff_id AND r.start_at <= ? AND (r.end_at = 0 OR r.end_at > ?))`,
			code, hash, by.Staff.ID, code, tx.now, tx.now)
		if err != nil {
			return err
		}
		if n == 0 {
			return crm.Refuse(crm.NotFound, "没有这个项目")
		}
		return tx.journal(Entry{Kind: "project_switched", Subject: "session", SubjectID: by.Staff.ID})
	})
}
