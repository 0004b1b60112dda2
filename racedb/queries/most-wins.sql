-- Who has won most
-- topic: records and wins
-- also: won winner winners win victories successful record
-- chart: bars x=wins y=name
--
-- The most wins of races first, of equal ones the name that was known first. A win of a car is one for
-- each driver of its crew in the race. Where no position in a class is printed it is counted.
--
-- :of driver|team|manufacturer = driver  whose wins
-- :wins overall|class = overall          of the race, or of each class
-- :season seasons = null                 only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null                  only this series
-- :circuit circuit = null                only at this circuit
-- :class classes = null                  only cars of these classes
-- :most int = 20                         so many rows
-- :sprints without|with = without        whether sprints count as races

WITH won AS (
    SELECT r.session_id, r.entry_id, en.team_id, ca.manufacturer_id
    FROM results AS r
    JOIN sessions AS s
        ON s.id = r.session_id
        AND (
            -- include: main_race
        )
    JOIN events AS e ON e.id = s.event_id
    JOIN entries AS en ON en.id = r.entry_id
    LEFT JOIN cars AS ca ON ca.id = en.car_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    LEFT JOIN layouts AS y ON y.id = coalesce(s.layout_id, e.layout_id)
    LEFT JOIN circuits AS c ON c.id = coalesce(y.circuit_id, e.circuit_id)
    WHERE CASE
            WHEN :wins = 'class' THEN (
                -- include: class_win
            )
            ELSE r.position = 1
        END
      AND (:circuit IS NULL OR c.slug = :circuit)
      AND (
          -- include: these_classes
      )
      AND (
          -- include: season_of_event
      )
),
winners AS (
    SELECT w.session_id, c.driver_id AS id
    FROM won AS w
    JOIN session_crews AS c ON c.session_id = w.session_id AND c.entry_id = w.entry_id
    WHERE :of = 'driver'
    UNION ALL
    SELECT session_id, team_id AS id
    FROM won
    WHERE :of = 'team' AND team_id IS NOT NULL
    UNION ALL
    SELECT session_id, manufacturer_id AS id
    FROM won
    WHERE :of = 'manufacturer' AND manufacturer_id IS NOT NULL
),
counted AS (
    SELECT id, count(*) AS wins FROM winners GROUP BY id
)
SELECT
    CASE :of WHEN 'driver' THEN d.name WHEN 'team' THEN t.name ELSE m.name END AS name,
    k.wins
FROM counted AS k
LEFT JOIN drivers AS d ON :of = 'driver' AND d.id = k.id
LEFT JOIN teams AS t ON :of = 'team' AND t.id = k.id
LEFT JOIN manufacturers AS m ON :of = 'manufacturer' AND m.id = k.id
ORDER BY k.wins DESC, k.id
LIMIT :most
