-- Laps led
-- topic: laps
-- also: led leader leaders leading led
-- chart: bars x=laps_led y=driver,car_number colour=team,car_number
-- spare: team
-- example: event=*
--
-- How many laps of a race each car and driver ended in the lead, who led most first. Where no laps
-- were loaded there is no row. Laps beyond those of the classification lead nothing.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series

WITH wanted AS (
    -- include: sessions
),
counted AS (
    SELECT
        w.id,
        coalesce(
            s.classified_lap,
            (
                SELECT max(r.laps)
                FROM results AS r
                WHERE r.session_id = w.id AND r.position IS NOT NULL
            )
        ) AS laps
    FROM wanted AS w
    JOIN sessions AS s ON s.id = w.id
)
SELECT
    w.season,
    w.event,
    w.session,
    en.car_number,
    d.name AS driver,
    t.name AS team,
    count(*) AS laps_led,
    min(k.number) AS first_lap,
    max(k.number) AS last_lap
FROM wanted AS w
JOIN counted AS c ON c.id = w.id
JOIN lap_leaders AS k ON k.session_id = w.id AND (c.laps IS NULL OR k.number <= c.laps)
JOIN laps AS l
    ON l.session_id = k.session_id AND l.entry_id = k.leader_entry_id AND l.number = k.number
JOIN entries AS en ON en.id = k.leader_entry_id
LEFT JOIN drivers AS d ON d.id = l.driver_id
LEFT JOIN teams AS t ON t.id = en.team_id
GROUP BY w.place, w.season, w.event, w.session, en.id, en.car_number, d.id, d.name, t.name
ORDER BY w.place, count(*) DESC, min(k.number), en.id
