-- A position is taken by one car
-- severity: warning
-- of: results
-- unit: count
-- rows: rows that share their position with another one
-- says: {found} cars have position {expected}
--
-- Cars that are level (1=) share a position rightly; columns of two classes read as one do not.

WITH doubled AS (
    SELECT session_id
    FROM results
    WHERE session_id BETWEEN :first AND :last
      AND position IS NOT NULL
    GROUP BY session_id
    HAVING count(*) > count(DISTINCT position)
),
several AS (
    SELECT session_id, position, count(*) AS cars
    FROM results
    WHERE session_id IN (SELECT session_id FROM doubled)
      AND position IS NOT NULL
    GROUP BY session_id, position
    HAVING count(*) > 1
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    r.position AS expected,
    k.cars AS found,
    r.import_id,
    r.line
FROM several AS k
JOIN results AS r ON r.session_id = k.session_id AND r.position = k.position
