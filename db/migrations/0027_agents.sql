-- +goose Up
CREATE INDEX occupancy_agent ON occupancy (agent_for) WHERE agent_for IS NOT NULL;
