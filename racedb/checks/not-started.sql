-- A car that did not start has neither laps nor a position
-- severity: warning
-- of: results
-- unit: count
-- rows: cars that did not start and have laps or a position
-- says: it did not start, yet it has a position, or laps ({found})
--
-- Of cars that did not start or did not qualify; a car may be withdrawn after some laps.

SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    0 AS expected,
    coalesce(
        r.laps,
        (SELECT count(*) FROM laps AS l WHERE l.session_id = r.session_id AND l.entry_id = r.entry_id)
    ) AS found,
    r.import_id,
    r.line
FROM results AS r
WHERE r.session_id BETWEEN :first AND :last
  AND r.status IN ('not_started', 'not_qualified', 'not_prequalified')
  AND (
      r.laps > 0
      OR r.position IS NOT NULL
      OR EXISTS (
          SELECT 1 FROM laps AS l WHERE l.session_id = r.session_id AND l.entry_id = r.entry_id
      )
  )
