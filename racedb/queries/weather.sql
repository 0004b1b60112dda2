-- Weather of sessions
-- topic: laps
-- also: rain temperature wind dry wet
-- example: event=*
--
-- Every measurement, in metric units and in the order of the file. The view lap_weather has the weather
-- at the end of each lap.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.season,
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
