-- Decks that moderators handed in, with the file as it came: it is read anew by every version of the
-- desk. (PostgreSQL calls the type of `content` BYTEA.)
CREATE TABLE decks (
    space    TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    content  BLOB   NOT NULL,
    added_by TEXT   NOT NULL,
    added_at BIGINT NOT NULL, -- milliseconds since the Unix epoch
    PRIMARY KEY (space, name)
);
