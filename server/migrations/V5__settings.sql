-- A further kind of rows: 8, the room has other settings.

ALTER TABLE room ADD COLUMN made_by   INTEGER REFERENCES user (id);
ALTER TABLE room ADD COLUMN archived  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room ADD COLUMN temporary INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room ADD COLUMN deleted   INTEGER NOT NULL DEFAULT 0;    -- when; its name_key is then '#' and its id
CREATE INDEX room_temporary ON room (id) WHERE temporary = 1 AND deleted = 0;

-- Who made a room was the first to join it. General was made by nobody.
UPDATE room SET made_by = (SELECT author FROM room_log l WHERE l.room = room.id AND l.seq = 1)
WHERE kind = 'room' AND id != 1;

-- What a row of kind 8 says: the settings from that row on.
CREATE TABLE room_setting (
    room     INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    topic    TEXT    NOT NULL,
    archived INTEGER NOT NULL,
    PRIMARY KEY (room, seq)
) STRICT, WITHOUT ROWID;

-- Old names lead to where the room is now, until another room is called so.
CREATE TABLE former_name (
    name_key TEXT    NOT NULL PRIMARY KEY,
    room     INTEGER NOT NULL REFERENCES room (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX former_name_by_room ON former_name (room);

-- Up to which number the texts of a deleted room are wiped; -1: all of them.
ALTER TABLE room ADD COLUMN wiped INTEGER NOT NULL DEFAULT 0;
CREATE INDEX room_to_wipe ON room (id) WHERE deleted > 0 AND wiped >= 0;
