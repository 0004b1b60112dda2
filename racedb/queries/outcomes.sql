-- What became of the cars that started, and what stopped them
-- topic: records and wins
-- also: dnf dnfs retired retirements finished crashed finishers why
-- chart: shares x=cars y=name colour=outcome
-- example: series=*
--
-- Races only. One row for each maker and outcome: finished (running or classified at the end), the
-- cause that is printed for a retired car, or not known. Who started most comes first; reliability
-- has one row for each maker.
--
-- :by manufacturer|car = manufacturer  rows for each of these
-- :season seasons = null               only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null                only this series
-- :class classes = null                only cars of these classes
-- :starts int = 1                      only with at least so many starts
-- :sprints without|with = without      whether sprints count as races

WITH races AS MATERIALIZED (  -- else SQLite reads all results for the races of one season
    SELECT s.id
    FROM sessions AS s
    JOIN events AS e ON e.id = s.event_id
    WHERE (
        -- include: main_race
    )
      AND (
          -- include: season_of_event
      )
),
started AS (
    SELECT
        CASE :by WHEN 'car' THEN ca.id ELSE ca.manufacturer_id END AS id,
        CASE
            WHEN r.status = 'finished' OR r.classified THEN 'finished'
            WHEN r.status = 'retired' THEN coalesce(r.status_detail, 'retired')
            ELSE 'not known'
        END AS outcome
    FROM races AS s
    JOIN results AS r ON r.session_id = s.id
    JOIN entries AS en ON en.id = r.entry_id
    JOIN cars AS ca ON ca.id = en.car_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE (
        -- include: started
    )
      AND (
          -- include: these_classes
      )
),
counted AS (
    SELECT
        id,
        outcome,
        count(*) AS cars,
        CAST(sum(count(*)) OVER (PARTITION BY id) AS bigint) AS starts
    FROM started
    WHERE id IS NOT NULL
    GROUP BY id, outcome
)
SELECT
    CASE :by WHEN 'car' THEN ca.name ELSE m.name END AS name,
    k.outcome,
    k.cars,
    CAST(round(CAST(k.cars * 100.0 / k.starts AS numeric), 1) AS double precision) AS cars_percent,
    k.starts
FROM counted AS k
LEFT JOIN cars AS ca ON :by = 'car' AND ca.id = k.id
LEFT JOIN manufacturers AS m ON :by = 'manufacturer' AND m.id = k.id
WHERE k.starts >= :starts
ORDER BY k.starts DESC, k.id, k.cars DESC, k.outcome
