package db

import (
	"encoding/json"
	"testing"
)

// TestWholeNumberIsTheFact holds that the quick look finds what decoding finds, and nothing that was typed.
func TestWholeNumberIsTheFact(t *testing.T) {
	for _, facts := range []map[string]any{
		{"1.ack.at": 1746054287, "11.ack.at": 5}, {"1.ack.at": 0}, {"1.ack.at": "7"}, {"x": `"1.ack.at":9,`}, {`"1.ack.at":8`: 1}, {"a.1.ack.at": 6}, {"1.ack.at": 7}, {},
	} {
		text, err := json.Marshal(facts)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := facts["1.ack.at"].(int)
		if got := wholeNumber(string(text), "1.ack.at"); got != int64(want) {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
	if got := wholeNumber("", "1.ack.at"); got != 0 {
		t.Errorf("a line without facts: %d", got)
	}
}
