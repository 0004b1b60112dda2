-- Who can still win the title
-- topic: championships
-- also: champion championship contenders
-- without rows: the season needs the results of a race and a points system: racedb points list, racedb points assign --help
--
-- Everybody who can still be champion after the last round that was run, or after an earlier one:
-- with the most points of all rounds to come as many points as the first has now. What is to come
-- are the rounds of the season that the database knows: load a calendar. After the last round it is
-- the champion alone, or those who are equal.
--
-- :series series = null            only this series
-- :season seasons = null           only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :after int = null                after the round with this number, or the last one before it
-- :of drivers|teams|makers = null  only championships of these
-- :class classes = null            only championships of these classes

WITH tables AS (
    SELECT
        sr.slug AS series_slug,
        sr.name AS series,
        sn.label AS season,
        ch.name AS championship_name,
        ch.competitor,
        ch.row_order AS championship_order,
        st.*,
        max(st.points) OVER (PARTITION BY st.season_id, st.championship) AS most_points
    FROM series AS sr
    JOIN seasons AS sn ON sn.series_id = sr.id
    JOIN championships AS ch ON ch.season_id = sn.id
    JOIN championship_standings AS st
        ON st.season_id = ch.season_id
        AND st.championship = ch.code
        AND st.round = (
            -- include: last_round
        )
    LEFT JOIN classes AS cl ON cl.id = ch.class_id
    WHERE st.position IS NOT NULL
      AND (
          -- include: these_championships
      )
)
SELECT
    st.series,
    st.season,
    st.championship_name AS championship,
    st.round,
    (
        SELECT count(DISTINCT coalesce(ro.number, ro.event_id))
        FROM rounds AS ro
        WHERE ro.season_id = st.season_id AND ro.number > st.round
    ) AS rounds_to_come,
    st.position,
    coalesce(d.name, t.name, m.name) AS name,
    st.points,
    st.most_points - st.points AS gap_points,
    st.reach_points
FROM tables AS st
LEFT JOIN drivers AS d ON st.competitor = 'driver' AND d.id = st.competitor_id
LEFT JOIN teams AS t ON st.competitor = 'team' AND t.id = st.competitor_id
LEFT JOIN manufacturers AS m ON st.competitor = 'manufacturer' AND m.id = st.competitor_id
WHERE st.reach_points > st.most_points
   OR st.position = 1
   OR st.reach_points = st.most_points AND st.reach_points > st.points
ORDER BY st.series_slug, st.season, st.season_id, st.championship_order, st.row_order
