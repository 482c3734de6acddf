package crm

// Tally counts how many of the promises that fell due were kept, and on how many distinct rooms that rests.
type Tally struct {
	Kept, Due int64
	rooms     map[int64]bool
}

// Add counts one promise about a room; rooms are told apart by any number.
func (t *Tally) Add(kept bool, room int64) {
	if t.rooms == nil {
		t.rooms = map[int64]bool{}
	}
	t.rooms[room] = true
	t.Due++
	if kept {
		t.Kept++
	}
}

// AddClock counts a clock whose due lies in the period. One that does not apply, or that nobody can judge yet, is left out.
func (t *Tally) AddClock(k Clock, now, room int64) {
	switch k.Verdict(now) {
	case Met:
		t.Add(true, room)
	case Late, Missed:
		t.Add(false, room)
	}
}

// publishable reports whether a figure of these may leave the company.
func (t *Tally) publishable(k int) bool {
	return t.Due >= MinRateBase && len(t.rooms) >= max(k, MinRooms)
}

// Rate is the share kept as published: a percentage, "*" where too few stand behind it, NoFigure where nothing was due.
func (t *Tally) Rate(k int) string {
	if t.Due > 0 && !t.publishable(k) {
		return "*"
	}
	return RateShown(t.Kept, t.Due)
}

// Scores are the satisfaction answers of a period, 1 to 5; Kept counts those from 4 on.
type Scores struct {
	Tally
	points int64 // Σ (answer − 1) × 25
}

// AddScore counts one answer.
func (s *Scores) AddScore(answer int, room int64) {
	s.Add(answer >= 4, room)
	s.points += int64(answer-1) * 25
}

// Mean is the mean on the scale of 0 to 100 as published.
func (s *Scores) Mean(k int) string {
	if s.Due > 0 && !s.publishable(k) {
		return "*"
	}
	return Round1(s.points, s.Due)
}
