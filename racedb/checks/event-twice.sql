-- An event of a season is stored once
-- severity: warning
-- of: results
-- unit: count
-- rows: results of an event whose name several events of the season have
-- says: {found} events of the season have its name
-- sums: {found} events of the season have its name; if they are one: racedb review decide SLUG same SLUG --kind event
--
-- Files that name an event, and files that only number its round, were loaded before one that does
-- both. Two rounds of one name, or two meetings of other days, are two events.

WITH known AS (
    SELECT ro.season_id, ro.event_id, e.name, e.starts_on, max(ro.number) AS number
    FROM rounds AS ro
    JOIN events AS e ON e.id = ro.event_id
    WHERE ro.season_id IN (
        SELECT rs.season_id
        FROM sessions AS s
        JOIN rounds AS rs ON rs.event_id = s.event_id
        WHERE s.id BETWEEN :first AND :last
    )
    GROUP BY ro.season_id, ro.event_id, e.name, e.starts_on
),
of_sessions AS (
    SELECT s.id, 1 + count(DISTINCT b.event_id) AS events
    FROM known AS a
    JOIN known AS b
        ON b.season_id = a.season_id
        AND b.name = a.name
        AND b.event_id <> a.event_id
    JOIN sessions AS s ON s.event_id = a.event_id
    WHERE s.id BETWEEN :first AND :last
      AND (a.number IS NULL OR b.number IS NULL)
      AND (a.starts_on IS NULL OR b.starts_on IS NULL OR a.starts_on = b.starts_on)
    GROUP BY s.id
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    1 AS expected,
    k.events AS found,
    r.import_id,
    r.line
FROM of_sessions AS k
JOIN results AS r
    ON r.session_id = k.id
    AND r.entry_id = (SELECT min(f.entry_id) FROM results AS f WHERE f.session_id = k.id)
