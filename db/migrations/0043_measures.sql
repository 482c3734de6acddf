-- +goose Up
-- What is done so that a cause of cases goes away.
CREATE TABLE measure (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    cause TEXT NOT NULL,
    place TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    owner_id INTEGER REFERENCES staff (id),
    due_on TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    effect TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX measure_recent ON measure (project_id, id);
CREATE INDEX measure_open ON measure (project_id, cause, place);
-- Causes of resolved cases one by one, so that what recurs at a place is found at once.
CREATE TABLE case_cause (
    case_id INTEGER NOT NULL REFERENCES service_case (id),
    cause TEXT NOT NULL,
    project_id INTEGER NOT NULL,
    place TEXT NOT NULL, -- building, or the words for a place of the grounds
    resolved_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, cause)
);
CREATE INDEX case_cause_place ON case_cause (project_id, cause, place, resolved_at);
INSERT INTO case_cause (case_id, cause, project_id, place, resolved_at)
SELECT c.id, x.cause, c.project_id, CASE WHEN COALESCE(r.building_no, '') <> '' THEN r.building_no || '栋' ELSE c.place END, c.resolved_at
FROM service_case c LEFT JOIN room r ON r.id = c.room_id
JOIN (SELECT '人员技能' AS cause UNION ALL SELECT '责任心' UNION ALL SELECT '制度流程' UNION ALL SELECT '设施老化' UNION ALL SELECT '材料供应' UNION ALL SELECT '外包单位' UNION ALL SELECT '沟通不到位' UNION ALL SELECT '开发遗留' UNION ALL SELECT '邻里行为' UNION ALL SELECT '外部单位' UNION ALL SELECT '客户误解') x ON ',' || c.root_causes || ',' LIKE '%,' || x.cause || ',%'
WHERE c.root_causes <> '' AND c.resolved_at <> 0;
