-- +goose Up
ALTER TABLE service_record ADD COLUMN cancelled_on TEXT NOT NULL DEFAULT '';
ALTER TABLE service_record ADD COLUMN cancel_reason TEXT NOT NULL DEFAULT '';
