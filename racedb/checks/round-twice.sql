-- A round of a season is one event
-- severity: warning
-- of: results
-- unit: count
-- rows: results of a round that is several events
-- says: its round of the season is {found} events
-- sums: its round of the season is {found} events; racedb move puts the sessions of one into the other
--
-- A number is wrong, or one race meeting was stored under two names or days.

WITH several AS (
    SELECT season_id, number, count(DISTINCT event_id) AS events
    FROM rounds
    WHERE number IS NOT NULL
    GROUP BY season_id, number
    HAVING count(DISTINCT event_id) > 1
),
of_sessions AS (
    SELECT s.id, max(k.events) AS events
    FROM several AS k
    JOIN rounds AS ro ON ro.season_id = k.season_id AND ro.number = k.number
    JOIN sessions AS s ON s.event_id = ro.event_id
    WHERE s.id BETWEEN :first AND :last
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
