-- Standings of championships
-- topic: championships
-- also: championship champion champions table ranking leader points title
-- chart: bars x=points y=name label=wins
-- without rows: the season needs the results of a race and a points system: racedb points list, racedb points assign --help
--
-- The table after the last round that was run, or after an earlier one. Points follow from the
-- results by the points system of the season (`racedb points list`), less those that are dropped;
-- what a file prints as points does not matter here.
--
-- :series series = null            only this series
-- :season seasons = null           only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :after int = null                after the round with this number, or the last one before it
-- :of drivers|teams|makers = null  only championships of these
-- :class classes = null            only championships of these classes

SELECT
    sr.name AS series,
    sn.label AS season,
    ch.name AS championship,
    st.round,
    st.position,
    coalesce(d.name, t.name, m.name) AS name,
    st.points,
    max(st.points) OVER (PARTITION BY st.season_id, st.championship) - st.points AS gap_points,
    st.wins,
    st.podiums,
    st.places_gained
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
LEFT JOIN drivers AS d ON ch.competitor = 'driver' AND d.id = st.competitor_id
LEFT JOIN teams AS t ON ch.competitor = 'team' AND t.id = st.competitor_id
LEFT JOIN manufacturers AS m ON ch.competitor = 'manufacturer' AND m.id = st.competitor_id
WHERE (
    -- include: these_championships
)
ORDER BY sr.slug, sn.label, sn.id, ch.row_order, st.row_order
