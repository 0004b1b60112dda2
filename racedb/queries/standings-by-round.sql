-- Standings after every round
-- topic: championships
-- also: championship progress development
-- chart: ranks x=round y=position label=name colour=name
-- spare: event
-- without rows: the season needs the results of a race and a points system: racedb points list, racedb points assign --help
--
-- One row for each line of the table after each round: the points of the round, less what a decision
-- took then, and the position and the points that count of all rounds until then.
--
-- :series series = null            only this series
-- :season seasons = null           only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :of drivers|teams|makers = null  only championships of these
-- :class classes = null            only championships of these classes

SELECT
    sr.name AS series,
    sn.label AS season,
    ch.name AS championship,
    st.round,
    e.name AS event,
    st.position,
    coalesce(d.name, t.name, m.name) AS name,
    CAST(
        round(
            CAST(
                st.gross_points - coalesce(
                    lag(st.gross_points) OVER (
                        PARTITION BY st.season_id, st.championship, st.competitor_id
                        ORDER BY st.round
                    ),
                    0
                ) AS numeric
            ),
            6
        ) AS double precision
    ) AS points,
    st.points AS total,
    st.wins
FROM series AS sr
JOIN seasons AS sn ON sn.series_id = sr.id
JOIN championships AS ch ON ch.season_id = sn.id
JOIN championship_standings AS st ON st.season_id = ch.season_id AND st.championship = ch.code
JOIN events AS e ON e.id = st.event_id
LEFT JOIN classes AS cl ON cl.id = ch.class_id
LEFT JOIN drivers AS d ON ch.competitor = 'driver' AND d.id = st.competitor_id
LEFT JOIN teams AS t ON ch.competitor = 'team' AND t.id = st.competitor_id
LEFT JOIN manufacturers AS m ON ch.competitor = 'manufacturer' AND m.id = st.competitor_id
WHERE (
    -- include: these_championships
)
ORDER BY sr.slug, sn.label, sn.id, ch.row_order, st.round, st.row_order
