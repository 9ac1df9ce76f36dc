-- Which renderer made "html": another one's is not shown, the text is rendered anew when it is read.
-- 0 is the first, which only escaped.
ALTER TABLE room_log ADD COLUMN markup INTEGER NOT NULL DEFAULT 0;
