-- What the server says by itself: in which room, when, what.
CREATE TABLE schedule (
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: a message's client_id begins with it
    room     INTEGER NOT NULL REFERENCES room (id),
    every_ms INTEGER,
    cron     TEXT,
    zone     TEXT    NOT NULL,                  -- as the IANA database calls it
    body     TEXT    NOT NULL,
    next     INTEGER NOT NULL,
    last     INTEGER,                           -- the moment that was spoken of last
    failed   INTEGER NOT NULL DEFAULT 0,        -- what was to be said then was refused
    CHECK ((every_ms IS NULL) <> (cron IS NULL)),
    CHECK (every_ms IS NULL OR every_ms >= 3000)
) STRICT;

CREATE INDEX schedule_by_next ON schedule (next);

-- Which node does what only one is to do, and until when.
CREATE TABLE lease (
    name   TEXT    NOT NULL PRIMARY KEY,
    holder TEXT    NOT NULL,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
