-- What admins say to everybody, for a while.
CREATE TABLE announcement (
    id      INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: it says up to where a person was told
    author  INTEGER NOT NULL REFERENCES user (id),
    body    TEXT    NOT NULL,                  -- empty: it was ended early
    sent    INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    ended   INTEGER                            -- when that was
) STRICT;

-- The newest announcement that the person was told.
ALTER TABLE user ADD COLUMN announced INTEGER NOT NULL DEFAULT 0;
