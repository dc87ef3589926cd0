-- Scores are also asked for by server, and by member.
CREATE INDEX points_by_space ON points (space, member);
CREATE INDEX points_by_member ON points (member);
