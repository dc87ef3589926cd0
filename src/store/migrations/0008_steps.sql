-- What a running quiz has come to: row 0 is all of it, and every row behind it is what has changed since the
-- row before. The quiz keeps its plan; an answer no longer writes all of it anew. The rows of a quiz lie
-- together, which a PostgreSQL does without being told to.
CREATE TABLE steps (
    quiz   BIGINT  NOT NULL REFERENCES quizzes (id),
    number INTEGER NOT NULL,
    state  TEXT    NOT NULL, -- JSON
    PRIMARY KEY (quiz, number)
) WITHOUT ROWID;

INSERT INTO steps (quiz, number, state)
    SELECT id, 0, progress FROM quizzes WHERE ended_at IS NULL AND progress IS NOT NULL;
ALTER TABLE quizzes DROP COLUMN progress;
