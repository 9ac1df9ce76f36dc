-- Addresses at which programs say something in a room, each known by the SHA-256 of its secret.
CREATE TABLE hook_in (
    id     INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: a message's client_id begins with it
    secret BLOB    NOT NULL UNIQUE,
    name   TEXT    NOT NULL,
    room   INTEGER NOT NULL REFERENCES room (id),
    bot    INTEGER NOT NULL REFERENCES user (id)
) STRICT;

-- Addresses to which goes what happens in a room, or what is said to a bot. How far each has got is in "consumer",
-- under 'hook-' and its id.
CREATE TABLE hook_out (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT    NOT NULL,
    url      TEXT    NOT NULL,
    secret   TEXT    NOT NULL,                -- as it is: it signs
    room     INTEGER REFERENCES room (id),
    bot      INTEGER REFERENCES user (id),
    failing  INTEGER,                         -- since when nothing is taken; NULL: it is
    attempts INTEGER NOT NULL DEFAULT 0,      -- since then
    next     INTEGER NOT NULL DEFAULT 0,      -- when the next one is
    trouble  TEXT,                            -- what came of the last one
    paused   INTEGER NOT NULL DEFAULT 0,      -- there is no next one until an admin wants it
    CHECK ((room IS NULL) <> (bot IS NULL))
) STRICT;
