-- whatever the word, a car that covered laps and has a place, at the end or on the grid, did start
r.status NOT IN ('not_started', 'withdrawn', 'not_qualified', 'not_prequalified')
OR (r.laps > 0 AND coalesce(r.position, r.grid_position) IS NOT NULL)
