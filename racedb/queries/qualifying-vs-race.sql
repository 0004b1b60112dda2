-- Qualifying against race
-- topic: results
-- also: qualifying pole grid
-- chart: scatter x=qualifying_position y=position label=drivers,car_number colour=class,team
-- spare: team
-- example: event=*
--
-- Every car of a race with the place and best lap of its last qualifying session of the event before
-- it; parts of a session, such as Q1 of Q, do not count by themselves.
--
-- :event events = null      only these events
-- :session sessions = null  only these races, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes

WITH wanted AS (
    -- include: sessions
),
qualified AS (  -- of each car of each race, its last qualifying is number 1
    SELECT
        w.id AS race_id,
        q.entry_id,
        s.name AS qualifying,
        q.position,
        q.best_lap_us,
        row_number() OVER (
            PARTITION BY w.id, q.entry_id
            ORDER BY s.starts_at DESC NULLS LAST, s.id DESC
        ) AS number
    FROM wanted AS w
    JOIN sessions AS s
        ON s.event_id = w.event_id
        AND s.kind = 'qualifying'
        AND s.part_of_id IS NULL
        AND (s.starts_at IS NULL OR w.starts_at IS NULL OR s.starts_at <= w.starts_at)
    JOIN results AS q ON q.session_id = s.id
    WHERE w.kind = 'race'
)
SELECT
    w.season,
    w.event,
    w.session,
    en.car_number,
    cl.code AS class,
    nullif(coalesce(r.crew_names, en.crew_names), '') AS drivers,
    t.name AS team,
    q.qualifying,
    q.position AS qualifying_position,
    r.position,
    q.position - r.position AS gained,
    q.best_lap_us AS qualifying_lap_us,
    r.best_lap_us AS race_lap_us,
    r.status
FROM wanted AS w
JOIN results AS r ON r.session_id = w.id
JOIN entries AS en ON en.id = r.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN qualified AS q
    ON q.race_id = r.session_id AND q.entry_id = r.entry_id AND q.number = 1
WHERE w.kind = 'race'
  AND (
      -- include: these_classes
  )
ORDER BY w.place, r.row_order, r.entry_id
