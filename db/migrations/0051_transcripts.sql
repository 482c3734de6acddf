-- +goose Up
-- What was said in an online chat, and who answered there (domain.md §10).
ALTER TABLE service_case ADD COLUMN transcript TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN chat_agent TEXT NOT NULL DEFAULT '';
