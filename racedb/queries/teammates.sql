-- Cars of one team against each other
-- topic: people and teams
-- also: teammate mates
-- chart: slope x=best_lap_us to=other_best_lap_us y=best_lap_us label=drivers,car_number to_label=other_drivers,other_car_number colour=class,team
-- example: event=*
--
-- One row for each two cars of one team and class in a session, the one further up first. The
-- difference of best laps is positive where the first car was faster. Drivers of one car are compared
-- by crew-pace.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :team team = null         only this team

WITH wanted AS (
    -- include: sessions
),
cars AS (
    SELECT
        w.place,
        w.season,
        w.event,
        w.session,
        r.session_id,
        r.entry_id,
        r.row_order,
        r.position,
        r.best_lap_us,
        en.team_id,
        t.name AS team,
        en.class_id,
        en.car_number,
        nullif(coalesce(r.crew_names, en.crew_names), '') AS drivers
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    JOIN entries AS en ON en.id = r.entry_id
    JOIN teams AS t ON t.id = en.team_id
    WHERE :team IS NULL OR t.slug = :team
)
SELECT
    a.season,
    a.event,
    a.session,
    a.team,
    cl.code AS class,
    a.car_number,
    a.drivers,
    a.position,
    b.car_number AS other_car_number,
    b.drivers AS other_drivers,
    b.position AS other_position,
    a.best_lap_us,
    b.best_lap_us AS other_best_lap_us,
    b.best_lap_us - a.best_lap_us AS faster_by_us
FROM cars AS a
JOIN cars AS b
    ON b.session_id = a.session_id
    AND b.team_id = a.team_id
    AND b.class_id IS NOT DISTINCT FROM a.class_id
    AND (b.row_order, b.entry_id) > (a.row_order, a.entry_id)
LEFT JOIN classes AS cl ON cl.id = a.class_id
ORDER BY a.place, a.team_id, a.row_order, a.entry_id, b.row_order, b.entry_id
