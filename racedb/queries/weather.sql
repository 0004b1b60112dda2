-- Weather of sessions
-- topic: laps
-- example: event=*
--
-- Every measurement, in metric units and in the order of the file. The view lap_weather has the weather
-- at the end of each lap.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.event,
    w.session,
    we.time_utc,
    we.elapsed_us,
    we.air_c,
    we.track_c,
    we.humidity_pct,
    we.pressure_mbar,
    we.wind_kph,
    we.wind_deg,
    we.rain
FROM wanted AS w
JOIN weather AS we ON we.session_id = w.id
ORDER BY w.place, we.number
