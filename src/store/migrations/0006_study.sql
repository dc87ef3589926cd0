-- Scores are also asked for by server, and by member.
CREATE INDEX points_by_space ON points (space, member);
CREATE INDEX points_by_member ON points (member);

-- What a member wants to study, and when the next reminder is due, if any is wanted.
CREATE TABLE study_members (
    member    TEXT PRIMARY KEY,
    wish      TEXT NOT NULL, -- JSON
    remind_at BIGINT         -- milliseconds since the Unix epoch
);
CREATE INDEX study_reminders ON study_members (remind_at) WHERE remind_at IS NOT NULL;

-- What a member remembers of a card.
CREATE TABLE study_cards (
    member     TEXT             NOT NULL,
    card       TEXT             NOT NULL,
    stability  DOUBLE PRECISION NOT NULL, -- days until the chance of recall falls to nine tenths
    difficulty DOUBLE PRECISION NOT NULL, -- 1 to 10
    reviews    INTEGER          NOT NULL,
    lapses     INTEGER          NOT NULL,
    first_at   BIGINT           NOT NULL, -- milliseconds since the Unix epoch, like the two below
    last_at    BIGINT           NOT NULL,
    due_at     BIGINT           NOT NULL,
    PRIMARY KEY (member, card)
);

-- Every grade, for what was remembered over time. The number of the review makes a repeated one harmless.
CREATE TABLE study_reviews (
    member      TEXT    NOT NULL,
    card        TEXT    NOT NULL,
    review      INTEGER NOT NULL,
    reviewed_at BIGINT  NOT NULL, -- milliseconds since the Unix epoch
    grade       INTEGER NOT NULL, -- 1 again, 2 hard, 3 good, 4 easy
    waited_days INTEGER,          -- none for the first review
    PRIMARY KEY (member, card, review)
);

-- What a member got wrong in a quiz, with the last time.
CREATE TABLE study_misses (
    member    TEXT   NOT NULL,
    card      TEXT   NOT NULL,
    missed_at BIGINT NOT NULL, -- milliseconds since the Unix epoch
    PRIMARY KEY (member, card)
);
