-- A car that retired has not covered all laps
-- severity: warning
-- of: results
-- unit: count
-- rows: retired cars with as many laps as the winner
-- says: it retired, yet it has as many laps as the winner: {found}
--
-- Of races that somebody finished; the winner did, too.

SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    w.laps AS expected,
    r.laps AS found,
    r.import_id,
    r.line
FROM results AS w
JOIN sessions AS s ON s.id = w.session_id AND s.kind = 'race'
JOIN results AS r ON r.session_id = w.session_id AND r.status = 'retired' AND r.laps >= w.laps
WHERE w.session_id BETWEEN :first AND :last
  AND w.position = 1
  AND w.status IN ('finished', 'retired')
  AND w.laps > 1
  AND EXISTS (
      SELECT 1 FROM results AS f
      WHERE f.session_id = w.session_id AND f.status = 'finished'
  )
