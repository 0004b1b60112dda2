-- whatever the word, a car that covered laps and has a place did start
r.status NOT IN ('not_started', 'withdrawn', 'not_qualified', 'not_prequalified')
OR (r.laps > 0 AND r.position IS NOT NULL)
