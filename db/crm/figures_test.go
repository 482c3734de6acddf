package crm

import (
	"math"
	"testing"
)

func TestRound1(t *testing.T) {
	for _, test := range []struct {
		num, den int64
		want     string
	}{
		{0, 5, "0.0"}, {1, 4, "0.3"}, {-1, 4, "-0.3"}, {1, -4, "-0.3"}, {-1, -4, "0.3"}, {249, 1000, "0.2"}, {-249, 1000, "-0.2"},
		{1, 20, "0.1"}, {-1, 20, "-0.1"}, {49, 1000, "0.0"}, {-49, 1000, "0.0"}, {1999, 200, "10.0"}, {2, 3, "0.7"}, {200, 3, "66.7"},
		{0, 0, "—"}, {7, 0, "—"}, {100_000_000_000_000_000, 3, "33333333333333333.3"}, {math.MinInt64, 1 << 62, "-2.0"},
	} {
		if got := Round1(test.num, test.den); got != test.want {
			t.Errorf("%d/%d = %s, want %s", test.num, test.den, got, test.want)
		}
	}
}

func TestRateShown(t *testing.T) {
	for _, test := range []struct {
		num, den      int64
		plain, public string
	}{
		{0, 0, "—", "—"}, {9, 9, "100.0%", "*"}, {0, 1, "0.0%", "*"}, {7, 10, "70.0%", "70.0%"}, {42, 60, "70.0%", "70.0%"},
		{1999, 2000, "100.0%", "100.0%"}, {1, 3000, "0.0%", "0.0%"}, {2, 30, "6.7%", "6.7%"},
	} {
		if plain, public := Percent(test.num, test.den), RateShown(test.num, test.den); plain != test.plain || public != test.public {
			t.Errorf("%d/%d = %s and %s", test.num, test.den, plain, public)
		}
	}
}
