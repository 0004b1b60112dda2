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
first AS (
    SELECT r.session_id, k.events, min(r.row_order) AS row_order
    FROM several AS k
    JOIN rounds AS ro ON ro.season_id = k.season_id AND ro.number = k.number
    JOIN sessions AS s ON s.event_id = ro.event_id
    JOIN results AS r ON r.session_id = s.id
    WHERE s.id BETWEEN :first AND :last
    GROUP BY r.session_id, k.events
)
SELECT
    r.session_id,
    min(r.entry_id) AS entry_id,
    CAST(NULL AS integer) AS lap,
    1 AS expected,
    f.events AS found,
    min(r.import_id) AS import_id,
    min(r.line) AS line
FROM first AS f
JOIN results AS r ON r.session_id = f.session_id AND r.row_order = f.row_order
GROUP BY r.session_id, f.events
