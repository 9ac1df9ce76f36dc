-- Rooms of people: their kind is 'direct' or 'group', their name empty, and their name_key '@' and the sorted ids
-- of their members ('@3,17'), which no room's name can be. Nobody joins or leaves them: "joined" is 0.

-- Whether the member sees the room: they opened it, or something was said in it.
ALTER TABLE member ADD COLUMN shown INTEGER NOT NULL DEFAULT 1;
-- Up to where a client of theirs has the room; like "read", it only ever goes forward.
ALTER TABLE member ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
