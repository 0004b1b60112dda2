-- Who leads, and how many places changed, lap by lap
-- topic: laps
-- example: event=*
--
-- One row for each lap of a race: the leader, whether it is another than the lap before, how many cars
-- gained places against the lap before, how many places they gained in all, and who gained most.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series

WITH wanted AS (
    -- include: sessions
),
driven AS MATERIALIZED (
    -- include: driven
),
placed AS (
    -- include: places_by_lap
),
moved AS (
    SELECT
        p.session_place, p.place, p.number, p.position,
        lag(p.position) OVER (PARTITION BY p.place ORDER BY p.number) - p.position AS gained
    FROM placed AS p
    WHERE p.position IS NOT NULL
),
summed AS (
    SELECT
        m.session_place,
        m.number,
        min(m.place) AS a_car,
        min(CASE WHEN m.position = 1 THEN m.place END) AS leader,
        CASE WHEN min(CASE WHEN m.position = 1 THEN m.gained END) > 0 THEN 1 ELSE 0 END AS new_leader,
        sum(CASE WHEN m.gained > 0 THEN 1 ELSE 0 END) AS cars_up,
        sum(CASE WHEN m.gained > 0 THEN m.gained ELSE 0 END) AS places_gained,
        -- who gained most, of several the one in front: all in one number, the last digits say who
        max(
            CASE
                WHEN m.gained > 0
                THEN (m.gained * 100000 + 99999 - m.position) * CAST(1000000000 AS bigint) + m.place
            END
        ) % 1000000000 AS most_by,
        max(CASE WHEN m.gained > 0 THEN m.gained END) AS most_places
    FROM moved AS m
    GROUP BY m.session_place, m.number
)
SELECT
    c.event,
    c.session,
    k.number AS lap_number,
    f.car_number AS leader,
    k.new_leader,
    k.cars_up,
    k.places_gained,
    b.car_number AS most_by,
    k.most_places
FROM summed AS k
JOIN driven AS c ON c.place = k.a_car
LEFT JOIN driven AS f ON f.place = k.leader
LEFT JOIN driven AS b ON b.place = k.most_by
ORDER BY k.session_place, k.number
