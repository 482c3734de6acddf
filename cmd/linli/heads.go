package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"linli/db"
	"linli/db/crm"
)

// What a line of the heads file tells of: the daily head, or the line that a restore wrote.
const (
	headDaily    = "head"
	headRestored = "restored"
)

const headsName = "journal-heads.log"

// headsFile is where the end of the journal is written down once a day, outside of the database: whoever rewrites the
// journal has to rewrite this file, and its copies, too.
func (p place) headsFile() string { return filepath.Join(p.Data, headsName) }

func appendHead(path string, now time.Time, kind string, h db.Head) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s %s %d %s\n", now.Format(time.RFC3339), kind, h.Seq, h.Hash)
	return errors.Join(err, f.Sync(), f.Close())
}

// readHeads lists the heads that must be on the chain, and the day of the last entry. What was written down after the
// point that a backup was restored to is not on the new chain.
func readHeads(path string) (heads []db.Head, day string, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) != 4 {
			return nil, "", unreadableHeads(path, n)
		}
		seq, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil || len(words[0]) < len(time.DateOnly) {
			return nil, "", unreadableHeads(path, n)
		}
		if words[1] == headRestored {
			heads = before(heads, seq)
		}
		heads, day = append(heads, db.Head{Seq: seq, Hash: words[3]}), words[0][:len(time.DateOnly)]
	}
	return heads, day, lines.Err()
}

func unreadableHeads(path string, line int) error {
	return crm.Refuse(crm.Invalid, fmt.Sprintf("%s 第 %d 行无法识别", path, line))
}

func before(heads []db.Head, seq int64) []db.Head {
	var kept []db.Head
	for _, h := range heads {
		if h.Seq < seq {
			kept = append(kept, h)
		}
	}
	return kept
}

// noteHead writes the end of the journal down, once a day.
func (p place) noteHead(ctx context.Context, store *db.Store, now time.Time) error {
	_, day, err := readHeads(p.headsFile())
	if err != nil || day == now.Format(time.DateOnly) {
		return err
	}
	head, err := store.JournalHead(ctx)
	if err != nil || head.Seq == 0 {
		return err
	}
	return appendHead(p.headsFile(), now, headDaily, head)
}
