-- Who leads, and how many places changed, lap by lap
-- topic: laps
-- also: overtakes overtaking passes lead
-- example: event=*
--
-- One row for each lap of a race: the leader, whether it is another than the lap before, how many cars
-- gained places against the lap before, how many places they gained in all, and who gained most.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.season,
    w.event,
    w.session,
    k.number AS lap_number,
    f.car_number AS leader,
    CASE WHEN k.new_leader THEN 1 ELSE 0 END AS new_leader,
    k.cars_up,
    k.places_gained,
    b.car_number AS most_by,
    k.most_places
FROM wanted AS w
JOIN lap_leaders AS k ON k.session_id = w.id
LEFT JOIN entries AS f ON f.id = k.leader_entry_id
LEFT JOIN entries AS b ON b.id = k.most_by_entry_id
ORDER BY w.place, k.number
