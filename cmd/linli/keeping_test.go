package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

func day(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, time.Local)
	if err != nil {
		panic(err)
	}
	return at
}

func TestBackupIsDue(t *testing.T) {
	now := day("2026-03-02 09:00")
	for name, c := range map[string]struct {
		every time.Duration
		made  []time.Time
		due   bool
	}{
		"the first":              {24 * time.Hour, nil, true},
		"one second early":       {24 * time.Hour, []time.Time{now.Add(-24*time.Hour + time.Second)}, false},
		"on the second":          {24 * time.Hour, []time.Time{now.Add(-24 * time.Hour)}, true},
		"an old one and a new":   {24 * time.Hour, []time.Time{now.Add(-99 * time.Hour), now.Add(-time.Hour)}, false},
		"the clock was set back": {24 * time.Hour, []time.Time{now.AddDate(1, 0, 0)}, true},
		"never":                  {0, nil, false},
	} {
		if due := (backups{every: c.every}).due(c.made, now); due != c.due {
			t.Errorf("%s: due %v", name, due)
		}
	}
}

func TestRotationKeepsDaysAndMonths(t *testing.T) {
	var made []time.Time
	for at := day("2024-11-01 03:00"); at.Before(day("2026-03-02 09:00")); at = at.Add(12 * time.Hour) {
		made = append(made, at)
	}
	gone := expendable(made)
	var kept []string
	for _, at := range made {
		if !slices.ContainsFunc(gone, at.Equal) {
			kept = append(kept, at.Format("2006-01-02 15"))
		}
	}
	want := []string{ // the last of twelve months, of fourteen days, and the newest four
		"2025-04-30 15", "2025-05-31 15", "2025-06-30 15", "2025-07-31 15", "2025-08-31 15", "2025-09-30 15", "2025-10-31 15", "2025-11-30 15", "2025-12-31 15", "2026-01-31 15",
		"2026-02-17 15", "2026-02-18 15", "2026-02-19 15", "2026-02-20 15", "2026-02-21 15", "2026-02-22 15", "2026-02-23 15", "2026-02-24 15", "2026-02-25 15", "2026-02-26 15",
		"2026-02-27 15", "2026-02-28 15", "2026-03-01 03", "2026-03-01 15", "2026-03-02 03",
	}
	if !slices.Equal(kept, want) {
		t.Errorf("kept %v\nwant %v", kept, want)
	}
}

// storeIn is a data folder with its store, in this process.
func storeIn(t *testing.T) (place, *db.Store) {
	t.Helper()
	p := place{Data: t.TempDir()}
	store, err := db.Open(t.Context(), p.database())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.InitProject(t.Context(), day("2026-03-01 08:00"), db.Project{Code: "LY", Name: "绿园小区", Timezone: "Asia/Shanghai"}); err != nil {
		t.Fatal(err)
	}
	return p, store
}

func TestBackupsByThemselves(t *testing.T) {
	p, store := storeIn(t)
	b := backups{filepath.Join(p.Data, "backups"), time.Hour}
	start := day("2026-03-02 09:00")
	for hour := range 30 {
		for range 2 { // the second finds nothing due
			if err := b.run(t.Context(), store, start.Add(time.Duration(hour)*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
	}
	made, err := b.list()
	if err != nil || len(made) != keepNewest+1 || !made[0].Equal(day("2026-03-02 23:00")) {
		t.Errorf("kept %v: %v", made, err)
	}
	entries, err := os.ReadDir(b.dir)
	if err != nil || len(entries) != 2*len(made) {
		t.Errorf("%d files for %d backups: %v", len(entries), len(made), err)
	}
	if _, err := db.VerifyBackup(t.Context(), filepath.Join(b.dir, made[0].Format(backupName))); err != nil {
		t.Error(err)
	}
}

func TestWatchTellsWhatIsWrong(t *testing.T) {
	w := &watch{place: place{Data: t.TempDir()}}
	for name, c := range map[string]struct {
		backup error
		stops  bool
		warns  bool
	}{
		"well":          {nil, false, false},
		"backup failed": {fs.ErrPermission, false, true},
		"damaged":       {crm.Refuse(crm.Invalid, "文件已损坏"), true, false},
	} {
		w.backedUp(c.backup)
		if got := w.trouble(); (got.Stops != "") != c.stops || (got.Warns != "") != c.warns {
			t.Errorf("%s: %+v", name, got)
		}
	}
	w.backedUp(nil)
	w.backedUp(fmt.Errorf("backup: %w", context.Canceled)) // the program ended
	if got := w.trouble(); got.Stops+got.Warns != "" {
		t.Errorf("after a stop: %+v", got)
	}
}

func TestFreeSpaceGuard(t *testing.T) {
	const mb = 1 << 20
	for name, c := range map[string]struct {
		free, total, least uint64
		short              bool
	}{
		"a large disk":           {200 * mb, 100_000 * mb, 200 * mb, false},
		"a large disk, one less": {200*mb - 1, 100_000 * mb, 200 * mb, true},
		"a small disk":           {5 * mb, 100 * mb, 200 * mb, false},
		"a small disk, one less": {5*mb - 1, 100 * mb, 200 * mb, true},
		"a full disk":            {0, 100 * mb, 200 * mb, true},
		"a full disk, no guard":  {0, 100 * mb, 0, false},
	} {
		if got := tooLittle(c.free, c.total, c.least); got != c.short {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestHeadsAfterARestore(t *testing.T) {
	path := filepath.Join(t.TempDir(), headsName)
	if heads, day, err := readHeads(path); err != nil || heads != nil || day != "" {
		t.Errorf("no file: %v %q %v", heads, day, err)
	}
	for _, line := range []struct {
		at   string
		kind string
		seq  int64
	}{{"2026-03-01 00:00", headDaily, 10}, {"2026-03-02 00:00", headDaily, 20}, {"2026-03-03 00:00", headDaily, 30}, {"2026-03-03 12:00", headRestored, 20}, {"2026-03-04 00:00", headDaily, 25}} {
		if err := appendHead(path, day(line.at), line.kind, db.Head{Seq: line.seq, Hash: line.kind}); err != nil {
			t.Fatal(err)
		}
	}
	heads, day, err := readHeads(path)
	want := []db.Head{{Seq: 10, Hash: headDaily}, {Seq: 20, Hash: headRestored}, {Seq: 25, Hash: headDaily}}
	if err != nil || !slices.Equal(heads, want) || day != "2026-03-04" {
		t.Errorf("%v %q %v, want %v", heads, day, err, want)
	}
	if err := os.WriteFile(path, []byte("2026-03-01T00:00:00+08:00 head ten 0123\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readHeads(path); !crm.Is(err, crm.Invalid) {
		t.Errorf("a line that is none: %v", err)
	}
}

func TestHeadIsWrittenDownOnceADay(t *testing.T) {
	p, store := storeIn(t)
	for _, at := range []string{"2026-03-02 00:00", "2026-03-02 23:59", "2026-03-03 00:00"} {
		if err := p.noteHead(t.Context(), store, day(at)); err != nil {
			t.Fatal(err)
		}
	}
	if heads, last, err := readHeads(p.headsFile()); err != nil || len(heads) != 2 || last != "2026-03-03" {
		t.Errorf("%v %q %v", heads, last, err)
	}
}

// makePair writes a certificate for this machine with a number of its own.
func makePair(t *testing.T, cert, key string, serial int64) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600),
		os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.Chtimes(cert, time.Time{}, time.Unix(serial*1000, 0)))
	if err != nil {
		t.Fatal(err)
	}
}

func TestRenewedCertificateNeedsNoRestart(t *testing.T) {
	dir, pair := newData(t), t.TempDir()
	cert, key := filepath.Join(pair, "cert.pem"), filepath.Join(pair, "key.pem")
	makePair(t, cert, key, 1)
	command(t, nil, "serve", "--data", dir, "--tls-cert", cert, "--tls-key", cert).want(t, exitUsage, "无法读取证书或私钥")
	s := serve(t, dir, nil, "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(s.base, "https://") {
		t.Fatalf("the address is %s", s.base)
	}
	serial := func() int64 {
		fresh := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		res, err := fresh.Get(s.base + "/login")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if cookies := res.Cookies(); len(cookies) != 1 || cookies[0].Name != "__Host-linli" || !cookies[0].Secure {
			t.Errorf("cookies over https: %v", cookies)
		}
		return res.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	if got := serial(); got != 1 {
		t.Errorf("certificate %d", got)
	}
	makePair(t, cert, key, 2)
	if got := serial(); got != 2 {
		t.Errorf("after a renewal certificate %d", got)
	}
	if err := os.WriteFile(key, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(cert, time.Time{}, time.Unix(9000, 0)); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != 2 {
		t.Errorf("while the files are being changed certificate %d", got)
	}
	s.stop()
}
