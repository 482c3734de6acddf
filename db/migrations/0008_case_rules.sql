-- +goose Up
-- A round that was finished after its due keeps its miss, whatever becomes of the case.
ALTER TABLE revisit ADD COLUMN missed_due_at INTEGER NOT NULL DEFAULT 0;
UPDATE revisit SET missed_due_at = due_at WHERE done_at <> 0 AND EXISTS (SELECT 1 FROM case_clock k WHERE k.case_id = revisit.case_id
    AND k.cycle_no = revisit.cycle_no AND k.clock = 'revisit' AND k.due_at = revisit.due_at AND k.missed_due_at <> 0);
-- When the case was last sent back into work: the result is told after it.
ALTER TABLE case_cycle ADD COLUMN returned_at INTEGER NOT NULL DEFAULT 0;
