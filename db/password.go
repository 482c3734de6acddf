package db

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost is what one try at a password takes; memory is in KiB.
type cost struct {
	memory, passes uint32
	lanes          uint8
}

// fullCost is what every new password is hashed with: the OWASP minimum, 19 MiB, two passes, one lane.
var fullCost = cost{19 * 1024, 2, 1}

const (
	sumLength  = 32
	saltLength = 16
)

// hashing holds at most two at a time, so that a flood of log-ins cannot take the memory.
var hashing = make(chan struct{}, 2)

// HashPassword returns a PHC string. Slow on purpose: never inside a transaction.
func HashPassword(password string) string {
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt) // never fails
	return fullCost.phc(salt, fullCost.sum(password, salt))
}

func (c cost) phc(salt, sum []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// sum gives its memory back at once: the collector would keep that of several log-ins for minutes.
func (c cost) sum(password string, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	defer debug.FreeOSMemory()
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, sumLength)
}

// nobody is checked against for unknown log-ins, so that they take as long as known ones; no password has this sum.
var nobody = fullCost.phc(make([]byte, saltLength), make([]byte, sumLength))

// CheckPassword compares a password with a PHC string at the cost that the string names, so that a higher fullCost leaves old
// passwords good; an empty one costs as much as a new one and never fits.
func CheckPassword(hash, password string) bool {
	known := hash != ""
	if !known {
		hash = nobody
	}
	c, salt, want, err := readHash(hash)
	return err == nil && subtle.ConstantTimeCompare(c.sum(password, salt), want) == 1 && known
}

// readHash takes a PHC string apart.
func readHash(hash string) (c cost, salt, sum []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errors.New("not a hash of argon2id")
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil {
		return c, nil, nil, err
	}
	if c.passes < 1 || c.lanes < 1 {
		return c, nil, nil, errors.New("a hash without cost")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, err
	}
	sum, err = base64.RawStdEncoding.DecodeString(parts[5])
	return c, salt, sum, err
}

// OneTimePassword is a fresh random password, easy to read out: four groups of four.
func OneTimePassword() string {
	t := strings.ToLower(rand.Text())[:16]
	return t[:4] + "-" + t[4:8] + "-" + t[8:12] + "-" + t[12:]
}
