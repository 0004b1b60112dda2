-- Lap numbers of a car have no holes
-- severity: warning
-- of: laps
-- unit: count
-- rows: laps with none before them
-- says: it follows lap {found}, lap {expected} is missing
--
-- Laps before the first one that is known are not missed: a file may begin in the middle.

WITH known AS MATERIALIZED (
    SELECT session_id, entry_id, sum(laps) AS laps
    FROM lap_sums
    WHERE session_id BETWEEN :first AND :last
    GROUP BY session_id, entry_id
),
holed AS MATERIALIZED (  -- first and last lap stand in the index
    SELECT k.session_id, k.entry_id
    FROM known AS k
    WHERE k.laps < (
              SELECT max(l.number) FROM laps AS l
              WHERE l.session_id = k.session_id AND l.entry_id = k.entry_id
          ) - (
              SELECT min(l.number) FROM laps AS l
              WHERE l.session_id = k.session_id AND l.entry_id = k.entry_id
          ) + 1
),
ordered AS (
    SELECT
        l.session_id, l.entry_id, l.number, l.import_id, l.line,
        lag(l.number) OVER (PARTITION BY l.session_id, l.entry_id ORDER BY l.number) AS before
    FROM laps AS l
    JOIN holed AS h ON h.session_id = l.session_id AND h.entry_id = l.entry_id
)
SELECT
    session_id,
    entry_id,
    number AS lap,
    number - 1 AS expected,
    before AS found,
    import_id,
    line
FROM ordered
WHERE before < number - 1
