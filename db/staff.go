package db

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"linli/db/crm"
)

// Account is a staff account with the roles it holds now in one project.
type Account struct {
	ID, DisabledAt, PledgedAt, CreatedAt, Version int64
	Login, Name                                   string
	MustChange                                    bool
	Roles                                         []crm.Assignment
	Homes                                         []string // rooms of the project, where one account was asked for
}

// NewAccount is what an account starts with. The hash is made before the transaction.
type NewAccount struct {
	Login, Name  string
	PasswordHash string
	MustChange   bool
	PledgedAt    int64
	Role         crm.Assignment
}

// AddStaff makes an account with one role in the actor's project; the log-in name must be free.
func (s *Store) AddStaff(ctx context.Context, by By, in NewAccount) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		id, err = tx.addStaff(in)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("add account: %w", err)
	}
	return id, nil
}

func (tx *Tx) addStaff(in NewAccount) (int64, error) {
	if err := crm.CheckAccount(in.Login, in.Name, in.Role); err != nil {
		return 0, err
	}
	id, err := tx.insert(`INSERT INTO staff (login, name, password_hash, must_change, pledged_at, created_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		in.Login, in.Name, in.PasswordHash, in.MustChange, in.PledgedAt, tx.now)
	if unique(err) {
		return 0, crm.InvalidField("login", "该登录名已被使用")
	}
	if err != nil {
		return 0, err
	}
	if err := tx.addRole(id, in.Role); err != nil {
		return 0, err
	}
	return id, tx.journal(Entry{Kind: "account_added", Subject: "staff", SubjectID: id, After: roleFacts(in.Role), Texts: map[string]any{"login": in.Login, "name": in.Name}})
}

func roleFacts(r crm.Assignment) map[string]any {
	return map[string]any{"role": string(r.Role), "department": r.Department, "buildings": strings.Join(r.Buildings, ",")}
}

func (tx *Tx) addRole(staff int64, r crm.Assignment) error {
	return tx.exec(`INSERT INTO role_assignment (staff_id, project_id, role, department, buildings, start_at) VALUES (?, ?, ?, ?, ?, ?)`,
		staff, tx.by.Staff.ProjectID, string(r.Role), r.Department, strings.Join(r.Buildings, ","), tx.now)
}

// account loads an account of the actor's project; others are not found.
func (tx *Tx) account(id int64) (a Account, err error) {
	list, err := accounts(tx, tx.by.Staff.ProjectID, tx.now, "s.id = ?", id)
	if err != nil {
		return a, err
	}
	if len(list) == 0 {
		return a, crm.Refuse(crm.NotFound, "没有这个账号")
	}
	return list[0], nil
}

// accounts lists those that ever had a role in the project, with the roles they hold now.
func accounts(q querier, project, now int64, where string, args ...any) ([]Account, error) {
	args = append([]any{project}, args...)
	rows, err := q.rows(`SELECT s.id, s.login, s.name, s.must_change, s.pledged_at, s.disabled_at, s.created_at, s.row_version, r.role, r.department, r.buildings, r.start_at, r.end_at
		FROM staff s JOIN role_assignment r ON r.staff_id = s.id AND r.project_id = ? WHERE `+where+` ORDER BY s.login, r.id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Account
	for rows.Next() {
		var a Account
		var r crm.Assignment
		var buildings string
		var start, end int64
		if err := rows.Scan(&a.ID, &a.Login, &a.Name, &a.MustChange, &a.PledgedAt, &a.DisabledAt, &a.CreatedAt, &a.Version, &r.Role, &r.Department, &buildings, &start, &end); err != nil {
			return nil, err
		}
		if n := len(list); n == 0 || list[n-1].ID != a.ID {
			list = append(list, a)
		}
		if start <= now && (end == 0 || now < end) {
			r.Buildings = splitList(buildings)
			last := &list[len(list)-1]
			last.Roles = append(last.Roles, r)
		}
	}
	return list, rows.Err()
}

func splitList(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// Accounts lists the accounts of the actor's project.
func (s *Store) Accounts(ctx context.Context, by crm.Staff, now int64) ([]Account, error) {
	return accounts(s.reader(ctx), by.ProjectID, now, "1 = 1")
}

// Account is one account of the actor's project.
func (s *Store) Account(ctx context.Context, by crm.Staff, id, now int64) (a Account, err error) {
	list, err := accounts(s.reader(ctx), by.ProjectID, now, "s.id = ?", id)
	if err != nil {
		return a, err
	}
	if len(list) == 0 {
		return a, crm.Refuse(crm.NotFound, "没有这个账号")
	}
	homes, err := homesOf(s.reader(ctx), by.ProjectID, id)
	a = list[0]
	a.Homes = codesOf(homes)
	return a, err
}

// Colleagues are the accounts that may be given work now, with their roles, by department; the list is shared and must not be changed.
func (s *Store) Colleagues(ctx context.Context, by crm.Staff, now int64) ([]Account, error) {
	people, err := s.atWork(ctx, by, now)
	return people.onCases, err
}

// atWork are the accounts of a project that are not disabled, and those of them who may be given cases.
type atWork struct{ all, onCases []Account }

// atWork is shared and must not be changed.
func (s *Store) atWork(ctx context.Context, by crm.Staff, now int64) (atWork, error) {
	return keep(s, &s.colleagues, keptFor{0, by.ProjectID}, nil, now, func(k *kept[atWork]) (err error) {
		k.value.all, err = accounts(s.reader(ctx), by.ProjectID, now, "s.disabled_at = 0")
		slices.SortStableFunc(k.value.all, func(x, y Account) int {
			return cmp.Compare(crm.Staff{Roles: x.Roles}.Place(), crm.Staff{Roles: y.Roles}.Place())
		})
		for _, a := range k.value.all {
			if (crm.Staff{Roles: a.Roles}).May(crm.CaseWork) {
				k.value.onCases = append(k.value.onCases, a)
			}
		}
		return err
	})
}

// AddRole gives an account of the project one more role from now on.
func (s *Store) AddRole(ctx context.Context, by By, id, seen int64, r crm.Assignment) error {
	return s.changeAccount(ctx, by, id, seen, func(tx *Tx, a Account) (Entry, error) {
		if a.ID == by.Staff.ID {
			return Entry{}, crm.Refuse(crm.Forbidden, "不能给自己增加角色")
		}
		if err := crm.CheckRole(r); err != nil {
			return Entry{}, err
		}
		if err := tx.addRole(id, r); err != nil {
			return Entry{}, err
		}
		return Entry{Kind: "role_added", After: roleFacts(r)}, tx.endSessions(id)
	})
}

// EndRole takes a role away from now on; the last system administrator keeps the right.
func (s *Store) EndRole(ctx context.Context, by By, id, seen int64, role crm.Role) error {
	return s.changeAccount(ctx, by, id, seen, func(tx *Tx, a Account) (Entry, error) {
		if role == crm.Sysadmin {
			if err := tx.otherAdmin(id); err != nil {
				return Entry{}, err
			}
		}
		n, err := tx.changed(`UPDATE role_assignment SET end_at = ? WHERE staff_id = ? AND project_id = ? AND role = ? AND (end_at = 0 OR end_at > ?)`,
			tx.now, id, by.Staff.ProjectID, string(role), tx.now)
		if err != nil {
			return Entry{}, err
		}
		if n == 0 {
			return Entry{}, crm.InvalidField("role", "该账号没有这个角色")
		}
		return Entry{Kind: "role_ended", Before: map[string]any{"role": string(role)}}, tx.endSessions(id)
	})
}

// DisableStaff ends an account's access with its next request.
func (s *Store) DisableStaff(ctx context.Context, by By, id, seen int64) error {
	return s.changeAccount(ctx, by, id, seen, func(tx *Tx, a Account) (Entry, error) {
		if err := tx.otherAdmin(id); err != nil {
			return Entry{}, err
		}
		if err := tx.exec(`UPDATE staff SET disabled_at = ? WHERE id = ? AND disabled_at = 0`, tx.now, id); err != nil {
			return Entry{}, err
		}
		if err := tx.leave(crm.Staff{ID: a.ID, Name: a.Name}); err != nil {
			return Entry{}, err
		}
		return Entry{Kind: "account_disabled"}, tx.endSessions(id)
	})
}

// ResetPassword gives an account a new one-time password and opens it again.
func (s *Store) ResetPassword(ctx context.Context, by By, id, seen int64, hash string) error {
	return s.changeAccount(ctx, by, id, seen, func(tx *Tx, a Account) (Entry, error) {
		if err := tx.exec(`UPDATE staff SET password_hash = ?, must_change = 1, disabled_at = 0 WHERE id = ?`, hash, id); err != nil {
			return Entry{}, err
		}
		if err := tx.noteOwner(`intake_owner_id = ? AND is_open = 1`, id); err != nil {
			return Entry{}, err
		}
		return Entry{Kind: "password_reset"}, tx.endSessions(id)
	})
}

// noteOwner writes on cases whether whoever took them in is still here.
func (tx *Tx) noteOwner(where string, id int64) error {
	return tx.exec(`UPDATE service_case SET unowned = CASE WHEN EXISTS (SELECT 1 FROM staff s WHERE s.id = service_case.intake_owner_id AND s.disabled_at <> 0) THEN 1 ELSE 0 END WHERE `+where, id)
}

// changeAccount changes an account seen in a version; seen 0 is the console, which sees the newest.
func (s *Store) changeAccount(ctx context.Context, by By, id, seen int64, fn func(*Tx, Account) (Entry, error)) error {
	return s.inTx(ctx, by, func(tx *Tx) error {
		a, err := tx.account(id)
		if err != nil {
			return err
		}
		if seen != 0 && a.Version != seen {
			return tx.stale("staff", id)
		}
		entry, err := fn(tx, a)
		if err != nil {
			return err
		}
		if err := tx.exec(`UPDATE staff SET row_version = row_version + 1 WHERE id = ?`, id); err != nil {
			return err
		}
		entry.Subject, entry.SubjectID = "staff", id
		return tx.journal(entry)
	})
}

// otherAdmin makes sure that a system administrator is left when id goes.
func (tx *Tx) otherAdmin(id int64) error {
	var isAdmin, others int
	err := tx.row(`SELECT COUNT(CASE WHEN s.id = ? THEN 1 END), COUNT(CASE WHEN s.id <> ? THEN 1 END) FROM staff s JOIN role_assignment r ON r.staff_id = s.id
		WHERE r.role = 'sysadmin' AND s.disabled_at = 0 AND r.start_at <= ? AND (r.end_at = 0 OR r.end_at > ?)`, id, id, tx.now, tx.now).Scan(&isAdmin, &others)
	if err != nil {
		return err
	}
	if isAdmin > 0 && others == 0 {
		return crm.Refuse(crm.Conflict, "这是最后一个系统管理员，不能停用")
	}
	return nil
}

// StaffByLogin finds an account for the console and the acting person of an import.
func (s *Store) StaffByLogin(ctx context.Context, project int64, now int64, login string) (crm.Staff, error) {
	return s.oneStaff(ctx, project, now, "s.login = ? AND s.disabled_at = 0", login)
}

// FirstWithRole is the account with a role that was made first, for commands without a person at the desk.
func (s *Store) FirstWithRole(ctx context.Context, project int64, now int64, role crm.Role) (crm.Staff, error) {
	return s.oneStaff(ctx, project, now, `s.id = (SELECT MIN(r2.staff_id) FROM role_assignment r2 JOIN staff s2 ON s2.id = r2.staff_id
		WHERE r2.role = ? AND r2.project_id = r.project_id AND s2.disabled_at = 0 AND r2.start_at <= ? AND (r2.end_at = 0 OR r2.end_at > ?))`, string(role), now, now)
}

func (s *Store) oneStaff(ctx context.Context, project, now int64, where string, args ...any) (crm.Staff, error) {
	list, err := accounts(s.reader(ctx), project, now, where, args...)
	if err != nil {
		return crm.Staff{}, err
	}
	if len(list) == 0 {
		return crm.Staff{}, crm.Refuse(crm.NotFound, "没有这个账号")
	}
	p, err := s.ProjectByID(ctx, project)
	a := list[0]
	return crm.Staff{ID: a.ID, Login: a.Login, Name: a.Name, ProjectID: project, ProjectCode: p.Code, Roles: a.Roles, PledgedAt: a.PledgedAt, MustChange: a.MustChange}, err
}
