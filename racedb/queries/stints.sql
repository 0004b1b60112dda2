-- Stints of each car, and their pace
-- topic: laps
-- chart: stints x=first_lap y=car_number colour=driver
-- example: event=*
--
-- A stint ends with an in-lap or another driver. The mean is of clean laps only: under green, no in-
-- or out-lap, not the opening lap of a race, not deleted. The duration is that of its laps.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :cars text = null      only these car numbers: 7,8,51

WITH wanted AS (
    -- include: sessions
),
driven AS MATERIALIZED (
    -- include: driven
),
marked AS (
    SELECT
        c.place, l.number, l.driver_id, l.lap_us,
        CASE WHEN l.clean THEN l.lap_us END AS clean_us,  -- kept by loads
        CASE
            WHEN b.number IS NOT NULL
            THEN b.pit_in OR b.driver_id IS DISTINCT FROM l.driver_id
            ELSE coalesce(
                (
                    -- a lap is missing: the last one that is there
                    SELECT x.pit_in OR x.driver_id IS DISTINCT FROM l.driver_id
                    FROM laps AS x
                    WHERE x.session_id = l.session_id
                      AND x.entry_id = l.entry_id
                      AND x.number < l.number
                    ORDER BY x.number DESC
                    LIMIT 1
                ),
                true
            )
        END AS begins
    FROM driven AS c
    CROSS JOIN laps AS l
    LEFT JOIN laps AS b
        ON b.session_id = l.session_id AND b.entry_id = l.entry_id AND b.number = l.number - 1
    WHERE l.session_id = c.session_id
      AND l.entry_id = c.entry_id
      AND (
          -- include: these_cars
      )
),
numbered AS (
    SELECT
        m.place, m.number, m.driver_id, m.lap_us, m.clean_us,
        sum(CASE WHEN m.begins THEN 1 ELSE 0 END) OVER (
            PARTITION BY m.place ORDER BY m.number ROWS UNBOUNDED PRECEDING
        ) AS stint
    FROM marked AS m
),
summed AS (
    SELECT
        n.place,
        CAST(n.stint AS bigint) AS stint,
        n.driver_id,
        min(n.number) AS first_lap,
        max(n.number) AS last_lap,
        count(*) AS laps,
        min(n.lap_us) AS best_lap_us,
        (CAST(sum(n.clean_us) AS bigint) * 2 + count(n.clean_us)) / nullif(count(n.clean_us) * 2, 0)
            AS mean_clean_us,
        CAST(sum(n.lap_us) AS bigint) AS duration_us
    FROM numbered AS n
    GROUP BY n.place, n.stint, n.driver_id
)
SELECT
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
    m.duration_us
FROM summed AS m
JOIN driven AS c ON c.place = m.place
LEFT JOIN drivers AS d ON d.id = m.driver_id
ORDER BY m.place, m.stint
