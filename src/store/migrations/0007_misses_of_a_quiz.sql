-- The quiz in which a member got a card wrong last; none for what was missed before this was kept.
ALTER TABLE study_misses ADD COLUMN quiz BIGINT;
