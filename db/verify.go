package db

import (
	"context"
	"database/sql"
	"errors"
)

// Verified is what a walk over the journal found.
type Verified struct {
	Rows   int64
	Head   string // hash of the last line
	BadSeq int64  // first line that does not fit, 0 = none
	Why    string
}

// Head is the end of the journal at some moment, as it was written down outside of the database.
type Head struct {
	Seq  int64
	Hash string
}

// JournalHead is the last line of the journal, zero for an empty one.
func (s *Store) JournalHead(ctx context.Context) (h Head, err error) {
	err = s.reader(ctx).row(`SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1`).Scan(&h.Seq, &h.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return Head{}, nil
	}
	return h, err
}

// VerifyJournal walks the whole journal: numbers without a gap, each hash over its line and the line before, each text
// as its digest says unless it was erased. Heads that were written down before must still be on the chain.
func (s *Store) VerifyJournal(ctx context.Context, heads ...Head) (Verified, error) {
	return walkJournal(s.reader(ctx), heads)
}

func walkJournal(q querier, heads []Head) (v Verified, err error) {
	known := make(map[int64]string, len(heads))
	last := int64(0)
	for _, h := range heads {
		known[h.Seq] = h.Hash
		last = max(last, h.Seq)
	}
	rows, err := q.rows(`SELECT ` + lineColumns + lineTables + `ORDER BY j.seq`)
	if err != nil {
		return v, err
	}
	defer rows.Close()
	for rows.Next() {
		var l Line
		salt, body, err := scanLineText(rows, &l)
		if err != nil {
			return v, err
		}
		why := l.fits(v.Rows, v.Head, salt, body)
		if hash, ok := known[l.Seq]; ok && hash != l.Hash && why == "" {
			why = "与数据库之外记下的哈希不一致"
		}
		if why != "" {
			v.BadSeq, v.Why = l.Seq, why
			return v, nil
		}
		v.Rows, v.Head = v.Rows+1, l.Hash
	}
	if v.Rows < last {
		v.BadSeq, v.Why = v.Rows+1, "末尾缺少记录，数据库之外曾记下更后面的一行"
	}
	return v, rows.Err()
}

// fits says what is wrong with a line that should follow count lines ending in head; empty when nothing is.
func (l *Line) fits(count int64, head, salt, body string) string {
	switch {
	case l.Seq != count+1:
		return "在它之前缺少记录"
	case l.PrevHash != head:
		return "与上一行不相接"
	case l.Hash != l.Sum():
		return "内容与哈希不一致"
	case l.TextDigest == "" && body != "", l.TextDigest != "" && body != "" && digest(salt, body) != l.TextDigest:
		return "文字内容与写入时不一致"
	case l.TextDigest != "" && salt == "":
		return "文字内容缺失"
	}
	return ""
}
