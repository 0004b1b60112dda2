-- Wins and podiums of each maker
-- topic: records and wins
-- also: makers maker brand podiums victories
-- chart: bars x=wins y=manufacturer colour=class
-- example: series=*
--
-- One row for each series, season, class and maker that was on a podium of a race: overall and in the
-- class, as printed or else counted; empty where no position in a class is known. Cars of an unknown
-- maker are left out.
--
-- :season seasons = null             only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null              only this series
-- :class classes = null              only cars of these classes
-- :manufacturer manufacturer = null  only this maker
-- :sprints without|with = without    whether sprints count as races

WITH placed AS (
    SELECT
        s.event_id,
        en.class_id,
        ca.manufacturer_id,
        r.position,
        coalesce(
            r.class_position,
            CASE
                WHEN r.position IS NOT NULL AND en.class_id IS NOT NULL
                THEN rank() OVER (PARTITION BY r.session_id, en.class_id ORDER BY r.position NULLS LAST)
            END
        ) AS class_place
    FROM results AS r
    JOIN sessions AS s
        ON s.id = r.session_id
        AND (
            -- include: main_race
        )
    JOIN entries AS en ON en.id = r.entry_id
    LEFT JOIN cars AS ca ON ca.id = en.car_id
),
counted AS (
    SELECT
        ro.season_id,
        p.class_id,
        p.manufacturer_id,
        sum(CASE WHEN p.position = 1 THEN 1 ELSE 0 END) AS wins,
        sum(CASE WHEN p.position <= 3 THEN 1 ELSE 0 END) AS podiums,
        sum(CASE WHEN p.class_place = 1 THEN 1 WHEN p.class_place > 1 THEN 0 END) AS class_wins,
        sum(CASE WHEN p.class_place <= 3 THEN 1 WHEN p.class_place > 3 THEN 0 END) AS class_podiums
    FROM placed AS p
    LEFT JOIN (
        -- include: event_seasons
    ) AS ro ON ro.event_id = p.event_id
    WHERE p.position <= 3 OR p.class_place <= 3
    GROUP BY ro.season_id, p.class_id, p.manufacturer_id
)
SELECT
    sr.name AS series,
    sn.label AS season,
    cl.code AS class,
    m.name AS manufacturer,
    k.wins,
    k.podiums,
    k.class_wins,
    k.class_podiums
FROM counted AS k
JOIN manufacturers AS m ON m.id = k.manufacturer_id
LEFT JOIN classes AS cl ON cl.id = k.class_id
LEFT JOIN seasons AS sn ON sn.id = k.season_id
LEFT JOIN series AS sr ON sr.id = sn.series_id
WHERE (
    -- include: these_seasons
)
  AND (:series IS NULL OR sr.slug = :series)
  AND (
      -- include: these_classes
  )
  AND (:manufacturer IS NULL OR m.slug = :manufacturer)
ORDER BY sr.id NULLS LAST, sn.label NULLS LAST, k.class_id NULLS LAST, k.wins DESC,
         k.class_wins DESC, k.podiums DESC, m.id
