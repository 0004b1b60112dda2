-- Cars that set no time
-- topic: results
-- also: dns
-- spare: car team
--
-- The rows of a session whose sheet says that the car set no time.
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
    c.car_number,
    c.class,
    c.drivers,
    c.team,
    c.car,
    c.status_detail
FROM wanted AS w
JOIN classification AS c ON c.session_id = w.id
WHERE c.status = 'no_time'
ORDER BY w.place, c.row_order, c.entry_id
