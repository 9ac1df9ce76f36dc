-- Edits, deletions, reactions, and how far each member has read.
-- Further kinds of rows: 4 edited, 5 deleted, 6 reaction given, 7 reaction taken back. For these, "of"
-- is the message, and a reaction's emoji is its body.

-- Wiping a message's texts finds its edits.
CREATE INDEX room_log_edits ON room_log (room, of) WHERE kind = 4;

ALTER TABLE message ADD COLUMN author INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0; -- the seq of its deletion; 0: it stands

UPDATE message SET author =
    (SELECT author FROM room_log l WHERE l.room = message.room AND l.seq = message.seq);

ALTER TABLE member ADD COLUMN read INTEGER NOT NULL DEFAULT 0;     -- only ever goes forward

-- What was said before there were markers counts as read.
UPDATE member SET read = (SELECT max(seq) FROM room_log l WHERE l.room = member.room);

CREATE TABLE reaction (
    room  INTEGER NOT NULL,
    seq   INTEGER NOT NULL,
    emoji TEXT    NOT NULL,
    user  INTEGER NOT NULL REFERENCES user (id),
    at    INTEGER NOT NULL,                    -- the seq of the row that gave it
    PRIMARY KEY (room, seq, emoji, user)
) STRICT, WITHOUT ROWID;

-- Whom a text names. "row" is the seq of the row that holds the text, "of" the message's.
CREATE TABLE mention (
    room INTEGER NOT NULL,
    row  INTEGER NOT NULL,
    user INTEGER NOT NULL REFERENCES user (id),
    of   INTEGER NOT NULL,
    PRIMARY KEY (room, row, user)
) STRICT, WITHOUT ROWID;

CREATE INDEX mention_by_user ON mention (user, room, of);

-- What a client_id came to when there was nothing to write: its retry is answered the same, for ever.
CREATE TABLE unchanged (
    author      INTEGER NOT NULL REFERENCES user (id),
    client_id   TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    room        INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    sent        INTEGER NOT NULL,
    PRIMARY KEY (author, client_id)
) STRICT, WITHOUT ROWID;
