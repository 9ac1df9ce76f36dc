-- Up to which position of the log each of those who carry it elsewhere has got.
CREATE TABLE consumer (
    name     TEXT    NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
