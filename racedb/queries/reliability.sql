-- How often cars finish, and what stops them
-- topic: records and wins
-- example: series=*
--
-- Races only: cars that started, how many were running or classified at the end, how many retired,
-- the share that finished in per cent, and the cause that is printed most often for those that
-- retired. Starts whose outcome is not known count as neither.
--
-- :by manufacturer|car = manufacturer  a row for each of these
-- :season text = null                  only this season: 2009, 2018-19
-- :series series = null                only this series
-- :class text = null                   only cars of this class
-- :starts int = 1                      only with at least so many starts

WITH wanted AS (
    SELECT s.id
    FROM sessions AS s
    JOIN events AS e ON e.id = s.event_id
    WHERE s.kind = 'race'
      AND coalesce(:season, :series, :class) IS NOT NULL
      AND (
          -- include: season_of_event
      )
),
outcomes AS (
    SELECT
        ca.id AS car_id,
        ca.manufacturer_id,
        CASE r.status WHEN 'retired' THEN r.status_detail END AS cause,
        1 AS starts,
        CASE WHEN r.status = 'finished' OR r.classified THEN 1 ELSE 0 END AS finished,
        CASE WHEN r.status = 'retired' AND NOT coalesce(r.classified, false) THEN 1 ELSE 0 END
            AS retired,
        r.session_id,
        r.entry_id
    FROM wanted AS w
    CROSS JOIN results AS r
    JOIN entries AS en ON en.id = r.entry_id
    JOIN cars AS ca ON ca.id = en.car_id
    WHERE r.session_id = w.id
      AND (
          -- include: started
      )
      AND (
          :class IS NULL
          OR en.class_id IN (SELECT cl.id FROM classes AS cl WHERE lower(cl.code) = lower(:class))
      )
    UNION ALL
    SELECT  -- of everything: kept by loads
        ca.id, ca.manufacturer_id, nullif(k.cause, ''), k.starts, k.finished, k.retired,
        k.session_id, k.entry_id
    FROM car_starts AS k
    JOIN cars AS ca ON ca.id = k.car_id
    WHERE coalesce(:season, :series, :class) IS NULL
),
ended AS MATERIALIZED (
    SELECT
        CASE :by WHEN 'car' THEN car_id ELSE manufacturer_id END AS id,
        cause,
        sum(starts) AS starts,
        sum(finished) AS finished,
        sum(retired) AS retired,
        min(session_id) AS session_id,
        min(entry_id) AS entry_id
    FROM outcomes
    GROUP BY CASE :by WHEN 'car' THEN car_id ELSE manufacturer_id END, cause
),
causes AS (
    SELECT
        id,
        cause,
        -- of equally common causes the one that was printed first
        row_number() OVER (PARTITION BY id ORDER BY starts DESC, session_id, entry_id) AS place
    FROM ended
    WHERE cause IS NOT NULL
),
counted AS (
    SELECT
        id,
        CAST(sum(starts) AS bigint) AS starts,
        CAST(sum(finished) AS bigint) AS finished,
        CAST(sum(retired) AS bigint) AS retired
    FROM ended
    WHERE id IS NOT NULL
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
    c.cause AS most_common_cause
FROM counted AS k
LEFT JOIN causes AS c ON c.id = k.id AND c.place = 1
LEFT JOIN cars AS ca ON :by = 'car' AND ca.id = k.id
LEFT JOIN manufacturers AS m ON :by = 'manufacturer' AND m.id = k.id
WHERE k.starts >= :starts
ORDER BY k.starts DESC, k.id
