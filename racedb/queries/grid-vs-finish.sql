-- Places gained and lost from the grid to the flag
-- topic: results
-- also: gained gainers lost climbers grid start starting
-- chart: slope x=grid_position to=position y=grid_position label=drivers,car_number colour=class,team
-- spare: team
-- example: event=*
--
-- Every car with a place on the grid of a race, who gained most first; a car that was not classified
-- comes last, and gained nothing that could be counted.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.season,
    w.event,
    w.session,
    en.car_number,
    cl.code AS class,
    nullif(coalesce(r.crew_names, en.crew_names), '') AS drivers,
    t.name AS team,
    r.grid_position,
    r.grid_note,
    r.position,
    r.grid_position - r.position AS gained,
    r.status
FROM wanted AS w
JOIN results AS r ON r.session_id = w.id
JOIN entries AS en ON en.id = r.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
WHERE w.kind = 'race'
  AND r.grid_position IS NOT NULL
  AND (
      -- include: these_classes
  )
ORDER BY w.place, r.grid_position - r.position DESC NULLS LAST, r.row_order, r.entry_id
