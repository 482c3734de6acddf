package crm

import (
	"crypto/sha256"
	"encoding/binary"
)

// DrawnForRevisit says whether a case falls into the sample; the same number always gets the same answer.
// Leaks, roofs and walls are asked with 100.
func DrawnForRevisit(caseNo string, ratePercent int) bool { return sampleValue(caseNo) < ratePercent }

// sampleValue is 0…99, from the first four bytes of the number's SHA-256.
func sampleValue(caseNo string) int {
	sum := sha256.Sum256([]byte(caseNo))
	return int(binary.BigEndian.Uint32(sum[:4]) % 100)
}
