-- Wins, race by race
-- topic: records and wins
-- also: who won winner winners win victory victories victors
-- chart: timeline x=date y=circuit colour=team,car
-- spare: car team class_position grid_position circuit
-- example: driver=*
--
-- Who won each race, the earliest first, with its date: the day of the race where it is known, else the
-- last or first day of the event. A position in the class that is not printed is counted. If several
-- of driver, team and manufacturer are given, all must fit; without them every win is listed.
--
-- :driver driver = null              who drove
-- :team team = null                  who ran the car
-- :manufacturer manufacturer = null  whose car it was
-- :event events = null               only these events
-- :season seasons = null             only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null              only this series
-- :class classes = null              only cars of these classes
-- :wins overall|class = overall      of the race, or of its class
-- :sprints without|with = without    whether sprints count as races

WITH chosen AS (
    SELECT ed.entry_id
    FROM drivers AS d
    JOIN entry_drivers AS ed ON ed.driver_id = d.id
    WHERE d.slug = :driver
    UNION
    SELECT en.id
    FROM teams AS t
    JOIN entries AS en ON en.team_id = t.id
    WHERE t.slug = :team
    UNION
    SELECT en.id
    FROM manufacturers AS m
    JOIN cars AS ca ON ca.manufacturer_id = m.id
    JOIN entries AS en ON en.car_id = ca.id
    WHERE m.slug = :manufacturer
    UNION
    SELECT en.id
    FROM entries AS en
    WHERE :driver IS NULL AND :team IS NULL AND :manufacturer IS NULL
)
SELECT
    coalesce(
        substr(CAST(s.starts_at AS text), 1, 10),
        CAST(e.ends_on AS text),
        CAST(e.starts_on AS text)
    ) AS date,
    c.name AS circuit,
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    s.name AS session,
    en.car_number,
    cl.code AS class,
    nullif(coalesce(r.crew_names, en.crew_names), '') AS drivers,
    t.name AS team,
    ca.name AS car,
    r.position,
    -- include: class_place
    AS class_position,
    r.grid_position
FROM chosen AS x
JOIN results AS r ON r.entry_id = x.entry_id
JOIN sessions AS s
    ON s.id = r.session_id
    AND (
        -- include: main_race
    )
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = r.entry_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
LEFT JOIN manufacturers AS m ON m.id = ca.manufacturer_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN layouts AS y ON y.id = coalesce(s.layout_id, e.layout_id)
LEFT JOIN circuits AS c ON c.id = coalesce(y.circuit_id, e.circuit_id)
WHERE CASE
        WHEN :wins = 'class' THEN (
            -- include: class_win
        )
        ELSE r.position = 1
    END
  AND (
      :driver IS NULL
      OR EXISTS (
          SELECT 1
          FROM drivers AS d
          JOIN session_crews AS c ON c.driver_id = d.id
          WHERE d.slug = :driver
            AND c.session_id = r.session_id
            AND c.entry_id = r.entry_id
      )
  )
  AND (:team IS NULL OR t.slug = :team)
  AND (:manufacturer IS NULL OR m.slug = :manufacturer)
  AND (:event IS NULL OR e.slug IN (:event))
  AND (
      -- include: season_of_event
  )
  AND (
      -- include: these_classes
  )
ORDER BY e.starts_on NULLS LAST, e.id, s.starts_at NULLS LAST, s.id, r.row_order, r.entry_id
