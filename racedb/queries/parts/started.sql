-- whatever the word, a car that covered laps and has a place, at the end or on the grid, did start;
-- who was excluded without a lap and without a place on the grid never got to the race
r.status NOT IN ('not_started', 'withdrawn', 'not_qualified', 'not_prequalified')
AND (
    r.status NOT IN ('disqualified', 'excluded')
    OR coalesce(r.laps, 1) > 0
    OR r.grid_position IS NOT NULL
)
OR (r.laps > 0 AND coalesce(r.position, r.grid_position) IS NOT NULL)
