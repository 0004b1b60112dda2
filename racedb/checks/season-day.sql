-- The day of an event is in its season
-- severity: warning
-- of: results
-- unit: year
-- rows: results of a day outside the season
-- says: the event was in {found}, its season is {expected}
-- sums: the event was in {found}, its season is {expected}
--
-- A season of one year may begin or end two months outside it; 2018-19 has two years.

WITH labelled AS (
    SELECT DISTINCT
        ro.event_id,
        CAST(substr(sn.label, 1, 4) AS integer) AS first_year,
        CAST(substr(sn.label, 1, 4) AS integer) + CASE WHEN length(sn.label) > 4 THEN 1 ELSE 0 END
            AS last_year
    FROM rounds AS ro
    JOIN seasons AS sn ON sn.id = ro.season_id
    WHERE sn.label BETWEEN '1890' AND '2999'
      AND rtrim(substr(sn.label, 1, 4), '0123456789') = ''
      AND (length(sn.label) = 4 OR substr(sn.label, 5, 1) IN ('-', '/'))
),
dated AS (
    SELECT
        s.id,
        y.first_year,
        y.last_year,
        CAST(substr(CAST(e.starts_on AS text), 1, 4) AS integer) AS year,
        CAST(substr(CAST(e.starts_on AS text), 6, 2) AS integer) AS month
    FROM sessions AS s
    JOIN events AS e ON e.id = s.event_id
    JOIN labelled AS y ON y.event_id = e.id
    WHERE s.id BETWEEN :first AND :last
      AND e.starts_on IS NOT NULL
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    d.first_year AS expected,
    d.year AS found,
    r.import_id,
    r.line
FROM dated AS d
JOIN results AS r
    ON r.session_id = d.id
    AND r.entry_id = (SELECT min(f.entry_id) FROM results AS f WHERE f.session_id = d.id)
WHERE d.year * 12 + d.month < d.first_year * 12 - 1
   OR d.year * 12 + d.month > d.last_year * 12 + 14
