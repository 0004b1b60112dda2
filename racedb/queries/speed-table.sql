-- Average speed of each best lap
-- topic: best laps
-- also: speeds top kph mph speed trap
-- chart: best x=speed_kph y=car_number,drivers colour=class label=car
-- spare: car
-- example: event=*
--
-- Computed from the length of the layout, fastest first, session by session; beside it the speed as
-- printed, which may be of another lap (see speed-check). Sessions of an unknown length are left out.
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
    ca.name AS car,
    r.best_lap_us,
    y.length_m,
    CAST(round(CAST(y.length_m * 3600000.0 / r.best_lap_us AS numeric), 3) AS double precision)
        AS speed_kph,
    r.speed_kph AS printed_kph
FROM wanted AS w
JOIN layouts AS y ON y.id = w.layout_id
JOIN results AS r ON r.session_id = w.id
JOIN entries AS en ON en.id = r.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
WHERE r.best_lap_us IS NOT NULL
  AND (
      -- include: these_classes
  )
ORDER BY w.place, r.best_lap_us, r.row_order, r.entry_id
