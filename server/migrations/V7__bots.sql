-- Programs that take part: a bot has no password; its tokens are sessions that do not end by themselves, found by
-- the first 16 bytes of the token's SHA-256.
ALTER TABLE user ADD COLUMN bot INTEGER NOT NULL DEFAULT 0;
-- What a token is for; NULL: a person's session.
ALTER TABLE session ADD COLUMN label TEXT;
CREATE UNIQUE INDEX session_by_label ON session (user, label) WHERE label IS NOT NULL;
-- For whom a bot says something.
ALTER TABLE room_log ADD COLUMN alias TEXT;
