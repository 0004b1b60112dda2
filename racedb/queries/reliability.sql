-- How often cars finish, and what stops them
-- topic: records and wins
-- also: dnf dnfs retired retirements failures breakdowns
-- chart: bars x=finished_percent y=name label=starts,most_common_cause
-- example: series=*
--
-- Races only: cars that started, how many were running or classified at the end, how many retired,
-- the share that finished in per cent, and the cause that is printed most often for those that
-- retired. Starts whose outcome is not known count as neither.
--
-- :by manufacturer|car = manufacturer  a row for each of these
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
        r.session_id,
        r.entry_id,
        CASE r.status WHEN 'retired' THEN r.status_detail END AS cause,
        CASE WHEN r.status = 'finished' OR r.classified THEN 1 ELSE 0 END AS finished,
        CASE WHEN r.status = 'retired' AND NOT coalesce(r.classified, false) THEN 1 ELSE 0 END
            AS retired
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
ended AS (
    SELECT
        id,
        cause,
        count(*) AS starts,
        sum(finished) AS finished,
        sum(retired) AS retired,
        -- of equally common causes the one that was printed first
        row_number() OVER (
            PARTITION BY id
            ORDER BY cause IS NULL, count(*) DESC, min(session_id), min(entry_id)
        ) AS place
    FROM started
    WHERE id IS NOT NULL
    GROUP BY id, cause
),
counted AS (
    SELECT
        id,
        CAST(sum(starts) AS bigint) AS starts,
        CAST(sum(finished) AS bigint) AS finished,
        CAST(sum(retired) AS bigint) AS retired,
        min(CASE WHEN place = 1 THEN cause END) AS most_common_cause
    FROM ended
    GROUP BY id
)
SELECT
    CASE :by WHEN 'car' THEN ca.name ELSE m.name END AS name,
    k.starts,
    k.finished,
    k.retired,
    CASE
        WHEN k.finished + k.retired > 0
        THEN CAST(round(CAST(k.finished * 100.0 / (k.finished + k.retired) AS numeric), 1)
                  AS double precision)
    END AS finished_percent,
    k.most_common_cause
FROM counted AS k
LEFT JOIN cars AS ca ON :by = 'car' AND ca.id = k.id
LEFT JOIN manufacturers AS m ON :by = 'manufacturer' AND m.id = k.id
WHERE k.starts >= :starts
ORDER BY k.starts DESC, k.id
