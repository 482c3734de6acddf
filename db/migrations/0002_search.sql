-- +goose Up
-- Full text, one token a character. The one statement in the schema that PostgreSQL says in another way.
CREATE VIRTUAL TABLE customer_text USING fts5 (body, content = '', contentless_delete = 1, tokenize = 'unicode61');
