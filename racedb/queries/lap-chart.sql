-- Position of each car at the end of each lap
-- topic: laps
-- also: positions places
-- chart: laps x=lap_number y=position label=car_number,driver colour=class,team
-- spare: team
-- example: event=*
--
-- Races only. The place that is printed, or else the order in which the cars ended the lap. With
-- stops=without it is the order as if no car had stopped: a lap through the pits takes as long as the
-- cars of its class that stayed out needed on average for the lap with this number.
--
-- :event events = null           only these events
-- :session sessions = null       only these sessions, by name or code: Race, R
-- :season seasons = null         only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null          only this series
-- :cars numbers = null           only these car numbers: 7,8,51
-- :stops with|without = with  whether pit stops count

WITH wanted AS (
    -- include: sessions
),
race_laps AS (
    -- include: race_laps
)
SELECT
    l.season,
    l.event,
    l.session,
    l.number AS lap_number,
    l.position,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    d.name AS driver,
    l.lap_us
FROM race_laps AS l
JOIN entries AS en ON en.id = l.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN drivers AS d ON d.id = l.driver_id
WHERE (
    -- include: these_cars
)
ORDER BY l.place, l.number, l.position NULLS LAST, l.entry_id
