-- Classification of sessions
-- topic: results
-- also: results result finish finished finishing order podium podiums places place won top
-- spare: car team status_detail status
--
-- Every row as the sheet printed it, session by session, the earliest first.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Qualifying, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series

WITH wanted AS (
    -- include: sessions
)
SELECT
    c.series,
    c.season,
    c.event,
    c.session,
    c.position,
    c.class_position,
    c.car_number,
    c.class,
    c.drivers,
    c.team,
    c.car,
    c.status,
    c.status_detail,
    c.laps,
    c.total_us,
    c.gap_us,
    c.gap_laps,
    c.best_lap_us,
    c.speed_kph,
    c.grid_position,
    c.points
FROM wanted AS w
JOIN classification AS c ON c.session_id = w.id
ORDER BY w.place, c.row_order, c.entry_id
