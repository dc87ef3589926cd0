-- A right answer is worth ten points now; what was earned before keeps its weight beside it.
UPDATE points SET points = points * 10;

-- What moderators have ruled right: wordings that a card accepts in a space from then on.
CREATE TABLE accepted (
    space    TEXT   NOT NULL,
    card     TEXT   NOT NULL,
    folded   TEXT   NOT NULL, -- without case, accents and punctuation: the same wording is kept once
    wording  TEXT   NOT NULL,
    ruled_at BIGINT NOT NULL, -- milliseconds since the Unix epoch
    PRIMARY KEY (space, card, folded)
);
