package db

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"linli/db/crm"
)

var (
	people     = flag.Int("people", 20_000, "customers in the file that BenchmarkSearch looks through")
	peopleFile = flag.String("people-file", "", "keeps that file between runs")
)

// BenchmarkSearch measures every kind of query; with a million customers:
// go test ./db -run - -bench Search -people 1000000 -people-file /var/tmp/million.db -benchtime 30x
func BenchmarkSearch(b *testing.B) {
	ctx := context.Background()
	s := openCrowd(b)
	clerk := crm.Staff{ID: 1, ProjectID: 1, ProjectCode: "LY", Roles: []crm.Assignment{{Role: crm.Clerk}}}
	steward := crm.Staff{ID: 2, ProjectID: 1, ProjectCode: "LY", Roles: []crm.Assignment{{Role: crm.Steward, Buildings: []string{"1", "2", "3"}}}}
	handler := crm.Staff{ID: 3, ProjectID: 1, ProjectCode: "LY", Roles: []crm.Assignment{{Role: crm.Handler, Department: "GC"}}}
	for _, who := range []struct {
		name string
		by   crm.Staff
	}{{"clerk", clerk}, {"steward", steward}, {"handler", handler}} {
		for _, text := range strings.Fields(`王 伟 欧 张伟 李娜 建国 国伟 王建国 欧阳娜 单强 単強 王志強 冼睿凯 鹏辉航 w z zh wj lwj zw wang zhang zhangwei wangxj wangxiaojun lin xian oy ouyangna shanqiang danqiang
			王xj 王x 欧阳n wang晓军 jianguo jg xiaojun qwrtp xxx aaaaaaaaaaaa 0001 8888 1234 15400000001 99999999 000123 KH-LY-000123 KH-LY-0001 3-2-501 3-501 3-2- 3栋 三栋二单元五〇一 A-1203
			TS-LY-20250314-0001 TS-LY-2025 20250314-0001 2 浙A12345 浙A·1 A12345 12345 惠邻 小店 hlbld 有限公司 %%% anna`) {
			b.Run(who.name+"/"+text, func(b *testing.B) {
				before := spent(b)
				for b.Loop() {
					if _, err := s.Search(ctx, who.by, text, 6, "2025-03-14"); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64((spent(b)-before).Microseconds())/float64(b.N)/1000, "cpu-ms/op") // what a busy machine does not change
			})
		}
	}
}

// spent is the processor time of this process so far.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// openCrowd opens the file with that many people, made or filled up where it lacks them.
func openCrowd(b *testing.B) *Store {
	b.Helper()
	path := *peopleFile
	if path == "" {
		path = filepath.Join(b.TempDir(), "crowd.db")
	}
	s, err := Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	c := crowd{dice: dice{rand.New(rand.NewPCG(1, 2))}} // #nosec G404 -- the same every time
	if err := s.read.QueryRow(`SELECT (SELECT COUNT(*) FROM customer), (SELECT COUNT(*) FROM room)`).Scan(&c.people, &c.rooms); err != nil || c.people >= *people {
		return s
	}
	now := time.Date(2025, 3, 14, 9, 0, 0, 0, time.UTC)
	if c.people == 0 {
		if _, err := s.InitProject(b.Context(), now, Project{Code: "LY", Name: "绿园小区", Timezone: "Asia/Shanghai", TakeoverOn: "2019-07-01"}); err != nil {
			b.Fatal(err)
		}
		if _, err := s.write.Exec(`INSERT INTO staff (login, name, password_hash, created_at) VALUES ('qiantai', '林晓雯', '', 1)`); err != nil {
			b.Fatal(err)
		}
	}
	for c.people < *people {
		err := s.inTx(b.Context(), By{Staff: crm.Staff{ID: 1, ProjectID: 1}, Now: now}, func(tx *Tx) error {
			for range 1000 {
				if err := c.household(tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if _, err := s.write.Exec(`ANALYZE`); err != nil {
		b.Fatal(err)
	}
	return s
}

// crowd writes rows as the product's functions do, without the journal.
type crowd struct {
	dice
	people, rooms int
}

// household is a room with two or three people, every seventh of whom has left; some have a car, some an open case.
func (c *crowd) household(tx *Tx) error {
	a := crm.Address{Building: fmt.Sprint(c.rooms/240 + 1), Unit: fmt.Sprint(c.rooms/120%2 + 1), Room: fmt.Sprint(c.rooms/4%30*100 + 101 + c.rooms%4), Kind: crm.RoomResidential}
	c.rooms++
	room, err := tx.insert(`INSERT INTO room (project_id, code, building_no, sort_key, created_at) VALUES (1, ?, ?, ?, 1) RETURNING id`, a.Code(), a.Building, a.SortKey())
	for range c.between(2, 3) {
		if err == nil {
			err = c.person(tx, room)
		}
	}
	return err
}

func (c *crowd) person(tx *Tx, room int64) error {
	c.people++
	who := crm.Customer{ProjectID: 1, No: crm.CustomerNo("LY", c.people), Kind: "person"}
	who.Name, _ = c.dice.person()
	if c.chance(2) {
		who.Kind, who.Name = "organisation", c.firm()
	}
	name := spell(who)
	var err error
	who.ID, err = tx.insert(`INSERT INTO customer (project_id, no, kind, name, name_key, sort_key, created_at) VALUES (1, ?, ?, ?, ?, ?, 1) RETURNING id`,
		who.No, who.Kind, who.Name, name.key, name.sortKey)
	if err != nil {
		return err
	}
	if err := tx.indexName(who, name); err != nil {
		return err
	}
	digits, left := fmt.Sprintf("154%08d", c.IntN(100_000_000)), ""
	if c.chance(15) {
		left = "2024-01-01"
	}
	if err := tx.exec(`INSERT INTO contact_point (customer_id, project_id, kind, value, digits, tail) VALUES (?, 1, 'mobile', ?, ?, ?)`, who.ID, digits, digits, backwards(digits)); err != nil {
		return err
	}
	if err := tx.exec(`INSERT INTO occupancy (customer_id, room_id, relation, moved_in_on, moved_out_on) VALUES (?, ?, 'owner', '2019-08-01', ?)`, who.ID, room, left); err != nil {
		return err
	}
	if c.chance(25) {
		if err := tx.exec(`INSERT INTO vehicle (project_id, customer_id, plate) VALUES (1, ?, ?)`, who.ID, fmt.Sprintf("浙A%05d", c.IntN(100_000))); err != nil {
			return err
		}
	}
	if !c.chance(10) {
		return nil
	}
	open := c.IntN(10) / 9
	return tx.exec(`INSERT INTO service_case (project_id, no, kind, state, level, proposed_level, customer_id, room_id, channel, received_at, registered_at, registrar_id, intake_owner_id,
		category, department, summary, is_open) VALUES (1, ?, 'complaint', 'processing', 'general', 'general', ?, ?, 'phone', 1, 1, 1, 1, 'noise', ?, '楼上夜里很吵', ?)`,
		crm.CaseNo("TS", "LY", time.Unix(1_600_000_000+int64(c.people)*86_400/60, 0).UTC().Format(time.DateOnly), c.people%60+1), who.ID, room, c.of([]string{"GC", "ZX", "KF"}), open)
}
