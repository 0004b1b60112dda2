-- Stints of each car, and their pace
-- topic: laps
-- also: tyres tires tyre stint runs strategy
-- chart: stints x=first_lap to=last_lap y=car_number,driver colour=compound,driver
-- example: event=*
--
-- A stint ends with an in-lap, another driver or another compound. The mean is of clean laps only:
-- under green, no in- or out-lap, not the opening lap of a race, not deleted. The duration is that of
-- its laps, the age that of the tyres at its end.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :cars numbers = null      only these car numbers: 7,8,51

WITH wanted AS (
    -- include: sessions
),
cars AS (
    SELECT
        row_number() OVER (ORDER BY w.place, r.row_order, r.entry_id) AS place,
        w.season,
        w.event,
        w.session,
        r.session_id,
        r.entry_id,
        en.car_number
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    JOIN entries AS en ON en.id = r.entry_id
    WHERE (
        -- include: these_cars
    )
),
marked AS (
    SELECT
        c.place,
        l.number,
        l.driver_id,
        l.lap_us,
        l.compound,
        l.tyre_age_laps,
        CASE WHEN l.clean THEN l.lap_us END AS clean_us,
        CASE
            WHEN coalesce(lag(l.pit_in) OVER of_car, true)
                OR lag(l.driver_id) OVER of_car IS DISTINCT FROM l.driver_id
                OR lag(l.compound) OVER of_car <> l.compound
            THEN 1
            ELSE 0
        END AS begins
    FROM cars AS c
    JOIN laps AS l ON l.session_id = c.session_id AND l.entry_id = c.entry_id
    WINDOW of_car AS (PARTITION BY c.place ORDER BY l.number)
),
numbered AS (
    SELECT m.*, sum(m.begins) OVER (PARTITION BY m.place ORDER BY m.number) AS stint
    FROM marked AS m
),
summed AS (
    SELECT
        place,
        CAST(stint AS bigint) AS stint,
        driver_id,
        min(number) AS first_lap,
        max(number) AS last_lap,
        count(*) AS laps,
        min(lap_us) AS best_lap_us,
        -- rounded to the nearest microsecond
        (CAST(sum(clean_us) AS bigint) * 2 + count(clean_us)) / nullif(count(clean_us) * 2, 0)
            AS mean_clean_us,
        CAST(sum(lap_us) AS bigint) AS duration_us,
        max(compound) AS compound,
        max(tyre_age_laps) AS tyre_age_laps
    FROM numbered
    GROUP BY place, stint, driver_id
)
SELECT
    c.season,
    c.event,
    c.session,
    c.car_number,
    m.stint,
    d.name AS driver,
    m.first_lap,
    m.last_lap,
    m.laps,
    m.best_lap_us,
    m.mean_clean_us,
    m.duration_us,
    m.compound,
    m.tyre_age_laps
FROM summed AS m
JOIN cars AS c ON c.place = m.place
LEFT JOIN drivers AS d ON d.id = m.driver_id
ORDER BY m.place, m.stint
