-- What the stewards decided
-- topic: results
-- also: penalty stewards decisions disqualified disqualifications fines
-- example: event=*
--
-- One row for each penalty, in the order in which they were stored. A penalty of a car is one of its
-- whole crew, unless it names the driver. applied: racedb has changed the classification by it.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :driver driver = null     only this driver, and the cars of this driver
-- :kind text = null         only this kind: seconds, grid_places, reprimand ...

WITH wanted AS (
    -- include: sessions
)
SELECT
    p.id,
    w.season,
    w.event,
    w.session,
    p.lap_number,
    p.car_number,
    coalesce(d.name, p.driver_name) AS driver,
    nullif(coalesce(r.crew_names, en.crew_names), '') AS drivers,
    p.kind,
    p.time_us,
    p.places,
    p.laps,
    p.points,
    p.fine,
    p.fine_currency,
    p.given,
    p.reason,
    p.served,
    p.applied,
    p.document,
    p.decided_at,
    p.author
FROM wanted AS w
JOIN penalties AS p ON p.session_id = w.id
LEFT JOIN entries AS en ON en.id = p.entry_id
LEFT JOIN results AS r ON r.session_id = p.session_id AND r.entry_id = p.entry_id
LEFT JOIN drivers AS d ON d.id = p.driver_id
WHERE (:kind IS NULL OR p.kind = :kind)
  AND (
      :driver IS NULL
      OR d.slug = :driver
      OR p.driver_id IS NULL
      AND EXISTS (
          SELECT 1
          FROM entry_drivers AS seat
          JOIN drivers AS mate ON mate.id = seat.driver_id
          WHERE seat.entry_id = p.entry_id AND mate.slug = :driver
      )
  )
ORDER BY w.place, p.id
