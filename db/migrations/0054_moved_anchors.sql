-- +goose Up
-- The moment from which a cycle counts was not kept where it moved: by a correction of the receipt, or by a merge. Its clocks have it.
UPDATE case_cycle SET anchor_at = (SELECT k.anchor_at FROM case_clock k WHERE k.case_id = case_cycle.case_id AND k.cycle_no = case_cycle.no AND k.clock = 'ack')
WHERE EXISTS (SELECT 1 FROM case_clock k WHERE k.case_id = case_cycle.case_id AND k.cycle_no = case_cycle.no AND k.clock = 'ack' AND k.due_at <> 0 AND k.anchor_at <> case_cycle.anchor_at);
