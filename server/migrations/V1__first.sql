-- Times are milliseconds since 1970 in UTC.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL,
    name_key TEXT    NOT NULL UNIQUE,
    password TEXT    NOT NULL,                 -- a PHC string
    admin    INTEGER NOT NULL,
    welcomed INTEGER NOT NULL DEFAULT 0,       -- has joined general at their first welcome
    created  INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    id      BLOB    NOT NULL PRIMARY KEY,      -- the token's jti: deleting the row logs out
    user    INTEGER NOT NULL REFERENCES user (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_user ON session (user);

CREATE TABLE room (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL,
    name_key TEXT    NOT NULL UNIQUE,
    kind     TEXT    NOT NULL,
    topic    TEXT    NOT NULL,
    created  INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
    user   INTEGER NOT NULL REFERENCES user (id),
    room   INTEGER NOT NULL REFERENCES room (id),
    joined INTEGER NOT NULL,                   -- the seq of their member_joined
    PRIMARY KEY (user, room)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_by_room ON member (room);

-- The truth: every change of every room. position is the order of commits over all rooms.
CREATE TABLE room_log (
    position    INTEGER PRIMARY KEY,
    room        INTEGER NOT NULL REFERENCES room (id),
    seq         INTEGER NOT NULL,
    kind        INTEGER NOT NULL,              -- 1 message, 2 member_joined, 3 member_left
    author      INTEGER NOT NULL REFERENCES user (id),
    client_id   TEXT,
    fingerprint BLOB,                          -- keyed hash of what client_id was used for
    of          INTEGER,                       -- the message this row answers
    body        TEXT,
    html        TEXT,
    sent        INTEGER NOT NULL,
    UNIQUE (room, seq)
) STRICT;

CREATE UNIQUE INDEX room_log_by_client_id ON room_log (author, client_id)
    WHERE client_id IS NOT NULL;

-- What each room's messages say now: current is the seq of the row that holds the text.
CREATE TABLE message (
    room    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    current INTEGER NOT NULL,
    PRIMARY KEY (room, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO room (id, name, name_key, kind, topic, created)
VALUES (1, 'general', 'general', 'room', '', 0);
