-- +goose Up
-- The catalogue a project starts with, for those that began before there was one.
INSERT INTO value_added_service (project_id, name, contact_level)
SELECT p.id, v.name, v.level FROM project p CROSS JOIN (
    SELECT 1 AS place, '家政保洁' AS name, 'high' AS level UNION ALL SELECT 2, '入户维修', 'high' UNION ALL SELECT 3, '房屋租售', 'high'
    UNION ALL SELECT 4, '健身房', 'medium' UNION ALL SELECT 5, '游泳池', 'medium' UNION ALL SELECT 6, '代收代办', 'medium' UNION ALL SELECT 7, '团购礼品', 'low') v
WHERE true ORDER BY p.id, v.place ON CONFLICT (project_id, name) DO NOTHING;
