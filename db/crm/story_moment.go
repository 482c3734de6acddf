package crm

import "strconv"

// statedFacts are the facts of a line that say when what it tells of happened; N stands for the number of the cycle.
var statedFacts = map[string][]string{
	"registered": {"received_at"}, "acknowledged": {"N.ack.at"}, "responded": {"N.response.at"}, "resolved": {"N.resolution.at"}, "completed": {"N.resolution.at", "N.response.at"},
}

// StatedAt is when something happened, as a line of a case's history says that was written later; 0 where the line says nothing of it. fact reads
// a number of the line, 0 where it has none.
func StatedAt(kind string, cycle int, fact func(name string) int64) int64 {
	for _, name := range statedFacts[kind] {
		if name[0] == 'N' {
			name = strconv.Itoa(cycle) + name[1:]
		}
		if at := fact(name); at != 0 {
			return at
		}
	}
	return 0
}
