-- A driver's career in numbers
-- topic: people and teams
-- also: career statistics stats poles pole podiums wins starts
-- chart: bars x=starts y=series label=wins,podiums,points
-- example: driver=*
--
-- One row for each series, the first one first. A start is a race that he drove in, in one car or
-- several, and that the car did start. A win or podium of a car is one for each driver of its crew
-- in that race. Poles are first places on the grid of a race, or of the qualifying where no grid of
-- the event is known. Fastest laps are best laps of a race by the driver that is named, or by the only
-- one in the car. Sprints have a column of their own, and count for points; sprints=with counts them
-- as races. Class wins are empty where no position in a class is known.
--
-- :driver driver                   the driver
-- :sprints without|with = without  whether sprints count as races

WITH mine AS (
    SELECT r.session_id, r.entry_id, s.event_id, r.position,
           CASE WHEN (
               -- include: counts
           ) THEN s.kind END AS kind,
           -- include: class_place
           AS class_place,
           r.grid_position, r.best_lap_us, r.best_lap_driver_id,
           -- include: own_points
           AS points,
           c.driver_id, r.status,
           CASE WHEN (
               -- include: main_race
           ) THEN 1 ELSE 0 END AS main,
           CASE WHEN (
               -- include: started
           ) THEN 1 ELSE 0 END AS started
    FROM drivers AS d
    JOIN session_crews AS c ON c.driver_id = d.id
    JOIN results AS r ON r.session_id = c.session_id AND r.entry_id = c.entry_id
    JOIN entries AS en ON en.id = r.entry_id
    JOIN sessions AS s ON s.id = r.session_id
    WHERE d.slug = :driver
),
marked AS (
    SELECT
        m.event_id,
        m.kind,
        m.points,
        m.position,
        m.main,
        CASE WHEN m.main = 1 AND m.started = 1 THEN m.session_id END AS start,
        CASE WHEN m.position = 1 THEN m.main ELSE 0 END AS win,
        CASE WHEN m.position <= 3 THEN m.main ELSE 0 END AS podium,
        CASE WHEN m.class_place = 1 THEN m.main WHEN m.class_place > 1 THEN 0 END AS class_win,
        CASE WHEN m.kind = 'race' AND m.position = 1 THEN 1 - m.main ELSE 0 END AS sprint_win,
        CASE
            WHEN m.main = 1 THEN CASE WHEN m.grid_position = 1 THEN m.session_id END
            WHEN m.kind = 'qualifying' AND m.position = 1
                AND NOT EXISTS (
                    SELECT 1
                    FROM sessions AS sg
                    JOIN results AS rg ON rg.session_id = sg.id
                    WHERE sg.event_id = m.event_id
                      AND sg.kind = 'race'
                      AND rg.grid_position = 1
                )
            THEN m.session_id
        END AS pole,
        CASE
            WHEN m.main = 1
                AND m.best_lap_us = (
                    SELECT min(rf.best_lap_us) FROM results AS rf WHERE rf.session_id = m.session_id
                )
                AND (
                    m.best_lap_driver_id = m.driver_id
                    OR (
                        m.best_lap_driver_id IS NULL
                        AND 1 = (
                            SELECT count(*)
                            FROM session_crews AS o
                            WHERE o.session_id = m.session_id AND o.entry_id = m.entry_id
                        )
                    )
                )
            THEN 1
            ELSE 0
        END AS fastest
    FROM mine AS m
)
SELECT
    sr.name AS series,
    min(sn.label) AS first_season,
    max(sn.label) AS last_season,
    count(DISTINCT k.start) AS starts,
    sum(k.win) AS wins,
    sum(k.class_win) AS class_wins,
    sum(k.podium) AS podiums,
    count(DISTINCT k.pole) AS poles,
    sum(k.fastest) AS fastest_laps,
    sum(k.sprint_win) AS sprint_wins,
    min(CASE WHEN k.main = 1 THEN k.position END) AS best_position,
    sum(CASE WHEN k.kind = 'race' THEN k.points END) AS points
FROM marked AS k
LEFT JOIN (
    -- include: event_seasons
) AS ro ON ro.event_id = k.event_id
LEFT JOIN seasons AS sn ON sn.id = ro.season_id
LEFT JOIN series AS sr ON sr.id = sn.series_id
GROUP BY sr.id, sr.name
ORDER BY min(sn.label) NULLS LAST, sr.id
