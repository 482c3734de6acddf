package db

import (
	"encoding/base64"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

// TestNewPasswordsCostEnough holds the cost of a new password, and that a stranger's log-in takes no less.
func TestNewPasswordsCostEnough(t *testing.T) {
	const full = "$argon2id$v=19$m=19456,t=2,p=1$"
	for _, hash := range []string{HashPassword("ganjing-de-yuanzi-7"), nobody} {
		if !strings.HasPrefix(hash, full) {
			t.Errorf("a new password is hashed as %s, want %s", hash[:strings.LastIndex(hash, "$")], full)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	const password = "ganjing-de-yuanzi-7"
	made, salt, coded := HashPassword(password), []byte("sixteen letters."), base64.RawStdEncoding.EncodeToString
	older := "$argon2id$v=19$m=64,t=3,p=2$" + coded(salt) + "$" + coded(argon2.IDKey([]byte(password), salt, 3, 64, 2, sumLength))
	cases := []struct {
		name, hash, password string
		fits                 bool
	}{
		{"right", made, password, true},
		{"another", made, password + "8", false},
		{"empty", made, "", false},
		{"of another cost", older, password, true},
		{"of another cost, wrong", older, "x", false},
		{"cost changed", strings.Replace(older, "t=3", "t=2", 1), password, false},
		{"no passes", strings.Replace(older, "t=3", "t=0", 1), password, false},
		{"no lanes", strings.Replace(older, "p=2", "p=0", 1), password, false},
		{"lanes past a byte", strings.Replace(older, "p=2", "p=258", 1), password, false},
		{"no cost", strings.Replace(older, "m=64,t=3,p=2", "", 1), password, false},
		{"another version", strings.Replace(older, "v=19", "v=16", 1), password, false},
		{"another function", strings.Replace(older, "argon2id", "argon2i", 1), password, false},
		{"broken salt", strings.Replace(older, coded(salt), "!", 1), password, false},
		{"broken sum", older + "!", password, false},
		{"cut sum", older[:len(older)-4], password, false},
		{"no sum", older[:strings.LastIndex(older, "$")+1], password, false},
		{"nobody", "", "nobody has this password", false},
		{"text", "password", "password", false},
	}
	for _, c := range cases {
		if CheckPassword(c.hash, c.password) != c.fits {
			t.Errorf("%s: want %v", c.name, c.fits)
		}
	}
}

// TestPasswordsGiveTheirMemoryBack holds that log-ins one after another take the memory of one, and only while they last.
func TestPasswordsGiveTheirMemoryBack(t *testing.T) {
	held := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapSys - m.HeapReleased
	}
	debug.FreeOSMemory()
	before := held()
	for range 3 {
		CheckPassword("", "anything")
	}
	if after := held(); after > before+uint64(fullCost.memory)<<10 {
		t.Errorf("three log-ins hold %d MB", (after-before)>>20)
	}
}
