-- When somebody was last connected, to a minute; 0: never.
ALTER TABLE user ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
