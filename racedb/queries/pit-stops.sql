-- Every pit stop
-- topic: pit stops
-- also: stops pit pitstops pitstop boxes
-- chart: box x=lane_us y=team,car_number colour=class
-- spare: team elapsed
-- example: event=*
--
-- Stops as they were loaded, car by car, with the time in the pit lane and in the box where printed,
-- and who drove before and after, where laps are known or the car has one driver.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :cars numbers = null      only these car numbers: 7,8,51

WITH wanted AS (
    -- include: sessions
),
alone AS (
    SELECT c.session_id, c.entry_id, min(c.driver_id) AS driver_id
    FROM wanted AS w
    JOIN session_crews AS c ON c.session_id = w.id
    GROUP BY c.session_id, c.entry_id
    HAVING count(*) = 1
)
SELECT
    w.season,
    w.event,
    w.session,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    p.number AS stop,
    p.lap_number,
    p.elapsed_us,
    p.lane_us,
    p.stationary_us,
    db.name AS driver_before,
    da.name AS driver_after
FROM wanted AS w
JOIN pit_stops AS p ON p.session_id = w.id
JOIN entries AS en ON en.id = p.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
JOIN results AS r ON r.session_id = p.session_id AND r.entry_id = p.entry_id
LEFT JOIN laps AS lb
    ON lb.session_id = p.session_id AND lb.entry_id = p.entry_id AND lb.number = p.lap_number
LEFT JOIN laps AS la
    ON la.session_id = p.session_id AND la.entry_id = p.entry_id AND la.number = p.lap_number + 1
LEFT JOIN alone AS a ON a.session_id = p.session_id AND a.entry_id = p.entry_id
LEFT JOIN drivers AS db ON db.id = coalesce(lb.driver_id, a.driver_id)
LEFT JOIN drivers AS da ON da.id = coalesce(la.driver_id, a.driver_id)
WHERE (
    -- include: these_cars
)
ORDER BY w.place, r.row_order, p.entry_id, p.number
