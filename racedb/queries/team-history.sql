-- A team through the seasons
-- topic: people and teams
-- also: seasons
-- chart: bars x=wins y=season colour=series,team
-- example: team=*
--
-- One row for each season, series and name of the team. Teams of one lineage, which is what a renamed
-- team has, are one history. A car that started a race is a start; sprints count only for points, unless
-- sprints=with. Class wins are empty where no position in a class is known.
--
-- :team team                       the team, by any of its names
-- :sprints without|with = without  whether sprints count as races

WITH ours AS (
    SELECT id, name
    FROM teams
    WHERE slug = :team
    UNION
    SELECT t.id, t.name
    FROM teams AS asked
    JOIN teams AS t ON t.lineage = asked.lineage
    WHERE asked.slug = :team
),
raced AS (
    SELECT
        t.id,
        t.name,
        s.event_id,
        en.id AS entry_id,
        r.points,
        CASE WHEN (
            -- include: main_race
        ) THEN 1 ELSE 0 END AS main,
        CASE WHEN (
            -- include: started
        ) THEN 1 ELSE 0 END AS started,
        r.position,
        -- include: class_place
        AS class_place
    FROM ours AS t
    JOIN entries AS en ON en.team_id = t.id
    JOIN results AS r ON r.entry_id = en.id
    JOIN sessions AS s ON s.id = r.session_id
    WHERE s.kind = 'race'
      AND (
          -- include: counts
      )
)
SELECT
    sn.label AS season,
    sr.name AS series,
    h.name AS team,
    count(DISTINCT h.entry_id) AS entries,
    sum(h.main * h.started) AS starts,
    sum(CASE WHEN h.position = 1 THEN h.main ELSE 0 END) AS wins,
    sum(CASE WHEN h.class_place = 1 THEN h.main WHEN h.class_place > 1 THEN 0 END) AS class_wins,
    sum(CASE WHEN h.position <= 3 THEN h.main ELSE 0 END) AS podiums,
    min(CASE WHEN h.main = 1 THEN h.position END) AS best_position,
    sum(h.points) AS points
FROM raced AS h
LEFT JOIN (
    -- include: event_seasons
) AS ro ON ro.event_id = h.event_id
LEFT JOIN seasons AS sn ON sn.id = ro.season_id
LEFT JOIN series AS sr ON sr.id = sn.series_id
GROUP BY sn.id, sn.label, sr.id, sr.name, h.id, h.name
ORDER BY sn.label NULLS LAST, sr.id, h.id
