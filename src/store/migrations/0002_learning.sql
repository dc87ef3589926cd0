-- What moderators have taught. A correction retires the old row and adds a new one, so that what was
-- once said stays told.
CREATE TABLE taught (
    id         INTEGER PRIMARY KEY,
    space      TEXT   NOT NULL,
    key        TEXT   NOT NULL, -- the folded term
    term       TEXT   NOT NULL,
    definition TEXT   NOT NULL,
    aliases    TEXT   NOT NULL, -- a JSON list
    member     TEXT   NOT NULL,
    name       TEXT   NOT NULL, -- the member's name as it was shown then
    taught_at  BIGINT NOT NULL, -- milliseconds since the Unix epoch
    retired_at BIGINT
);

-- A term is taught once in a space, whatever the program believes.
CREATE UNIQUE INDEX taught_now ON taught (space, key) WHERE retired_at IS NULL;

-- Questions without an answer, and those whose answer was called wrong. Nobody who asked is in here.
CREATE TABLE gaps (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- an old button must never mean a newer question
    space        TEXT   NOT NULL,
    key          TEXT   NOT NULL, -- the folded question
    question     TEXT   NOT NULL, -- its last wording
    unanswered   BIGINT NOT NULL,
    doubted      BIGINT NOT NULL,
    confirmed    BIGINT NOT NULL,
    first_at     BIGINT NOT NULL, -- milliseconds since the Unix epoch
    last_at      BIGINT NOT NULL,
    dismissed_at BIGINT,
    UNIQUE (space, key)
);
