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

WITH started AS (
    SELECT
        CASE :by WHEN 'car' THEN ca.id ELSE ca.manufacturer_id END AS id,
        r.session_id,
        r.entry_id,
        r.status,
        r.classified,
        r.status_detail
    FROM results AS r
    JOIN sessions AS s ON s.id = r.session_id AND s.kind = 'race'
    JOIN events AS e ON e.id = s.event_id
    JOIN entries AS en ON en.id = r.entry_id
    JOIN cars AS ca ON ca.id = en.car_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE (
        -- include: started
    )
      AND (:class IS NULL OR lower(cl.code) = lower(:class))
      AND (
          -- include: season_of_event
      )
),
causes AS (
    SELECT
        id,
        status_detail,
        -- of equally common causes the one that was printed first
        row_number() OVER (
            PARTITION BY id ORDER BY count(*) DESC, min(session_id), min(entry_id)
        ) AS place
    FROM started
    WHERE status = 'retired' AND status_detail IS NOT NULL
    GROUP BY id, status_detail
),
counted AS (
    SELECT
        id,
        count(*) AS starts,
        sum(CASE WHEN status = 'finished' OR classified THEN 1 ELSE 0 END) AS finished,
        sum(CASE WHEN status = 'retired' AND NOT coalesce(classified, false) THEN 1 ELSE 0 END)
            AS retired
    FROM started
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
    c.status_detail AS most_common_cause
FROM counted AS k
LEFT JOIN causes AS c ON c.id = k.id AND c.place = 1
LEFT JOIN cars AS ca ON :by = 'car' AND ca.id = k.id
LEFT JOIN manufacturers AS m ON :by = 'manufacturer' AND m.id = k.id
WHERE k.starts >= :starts
ORDER BY k.starts DESC, k.id
