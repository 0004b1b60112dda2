-- Positions begin at 1 and have no holes
-- severity: warning
-- of: results
-- unit: count
-- rows: positions with none before them
-- says: position {found} follows position {expected}
--
-- A row was lost, or a position is misread. Where many are missing the file lists one class only, and
-- where cars were disqualified their positions may stay empty: that is no finding.

WITH placed AS (
    SELECT DISTINCT session_id, position
    FROM results
    WHERE session_id BETWEEN :first AND :last
      AND position IS NOT NULL
),
counted AS (
    SELECT
        p.session_id,
        max(p.position) - count(*) - (
            SELECT count(*)
            FROM results AS r
            WHERE r.session_id = p.session_id AND r.status IN ('disqualified', 'excluded')
        ) AS missing,
        count(*) AS cars
    FROM placed AS p
    GROUP BY p.session_id
),
before AS (
    SELECT
        p.session_id,
        p.position,
        coalesce(lag(p.position) OVER (PARTITION BY p.session_id ORDER BY p.position), 0) AS last
    FROM placed AS p
    JOIN counted AS k ON k.session_id = p.session_id
    WHERE k.missing BETWEEN 1 AND 2
      AND k.cars >= 3
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    b.last AS expected,
    b.position AS found,
    r.import_id,
    r.line
FROM before AS b
JOIN results AS r ON r.session_id = b.session_id AND r.position = b.position
WHERE b.position > b.last + 1
