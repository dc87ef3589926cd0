-- A quiz that runs has a plan and a progress; one that is over keeps its row, so that points keep
-- their quiz. The plan holds the cards and is written once; the progress is small and changes.
CREATE TABLE quizzes (
    id         INTEGER PRIMARY KEY,
    space      TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    deck       TEXT    NOT NULL,
    started_at BIGINT  NOT NULL, -- milliseconds since the Unix epoch
    ended_at   BIGINT,
    plan       TEXT,             -- JSON while it runs
    progress   TEXT              -- JSON while it runs
);

-- At most one quiz runs in a channel, whatever the program believes.
CREATE UNIQUE INDEX quizzes_running ON quizzes (channel) WHERE ended_at IS NULL;

-- What a member earned, once in a round: a repeated event cannot score twice.
CREATE TABLE points (
    quiz      BIGINT  NOT NULL REFERENCES quizzes (id),
    round     INTEGER NOT NULL,
    member    TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    space     TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    card      TEXT    NOT NULL,
    points    BIGINT  NOT NULL,
    earned_at BIGINT  NOT NULL, -- milliseconds since the Unix epoch
    PRIMARY KEY (quiz, round, member)
);

CREATE INDEX points_by_channel ON points (channel, member);
