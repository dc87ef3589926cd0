-- The channels in which clear questions are answered unasked.
CREATE TABLE listening (
    channel TEXT   PRIMARY KEY,
    space   TEXT   NOT NULL,
    since   BIGINT NOT NULL -- milliseconds since the Unix epoch
);
