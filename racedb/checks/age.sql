-- Drivers are between 14 and 80 years old
-- severity: warning
-- of: results
-- unit: count
-- rows: cars with a driver of an unlikely age
-- says: a driver of {found} years
--
-- A day of birth or of the race is wrong, or two people of one name are taken for one.

WITH dated AS (
    SELECT s.id, coalesce(CAST(e.starts_on AS text), substr(CAST(s.starts_at AS text), 1, 10)) AS day
    FROM sessions AS s
    JOIN events AS e ON e.id = s.event_id
    WHERE s.id BETWEEN :first AND :last
      AND s.kind = 'race'
),
aged AS (
    SELECT
        r.session_id, r.entry_id, r.import_id, r.line,
        CAST(substr(x.day, 1, 4) AS integer) - CAST(substr(CAST(d.born_on AS text), 1, 4) AS integer)
            - CASE WHEN substr(x.day, 6, 5) < substr(CAST(d.born_on AS text), 6, 5) THEN 1 ELSE 0 END
            AS age
    FROM dated AS x
    JOIN results AS r ON r.session_id = x.id
    JOIN drives AS dr ON dr.session_id = r.session_id AND dr.entry_id = r.entry_id
    JOIN drivers AS d ON d.id = dr.driver_id AND d.born_on IS NOT NULL
)
SELECT
    session_id,
    entry_id,
    CAST(NULL AS integer) AS lap,
    14 AS expected,
    max(age) AS found,
    import_id,
    line
FROM aged
WHERE age NOT BETWEEN 14 AND 80
GROUP BY session_id, entry_id, import_id, line
