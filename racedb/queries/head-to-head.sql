-- Two drivers against each other, session by session
-- topic: people and teams
-- example: a=* b=*
--
-- Every race and qualifying in which both have a result, parts such as Q1 left out: where they came,
-- and who was ahead: a, b, same car, or neither, when both have no place. Who has a place is ahead of
-- who has none. See head-to-head-summary for the sums.
--
-- :a driver              one driver
-- :b driver              the other
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series

WITH met AS (
    -- include: two_drivers
)
SELECT
    e.name AS event,
    e.starts_on,
    s.name AS session,
    s.kind,
    ena.car_number AS a_car_number,
    m.a_position,
    ra.status AS a_status,
    ra.best_lap_us AS a_best_lap_us,
    enb.car_number AS b_car_number,
    m.b_position,
    rb.status AS b_status,
    rb.best_lap_us AS b_best_lap_us,
    m.ahead
FROM met AS m
JOIN sessions AS s ON s.id = m.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS ena ON ena.id = m.a_entry_id
JOIN entries AS enb ON enb.id = m.b_entry_id
JOIN results AS ra ON ra.session_id = m.session_id AND ra.entry_id = m.a_entry_id
JOIN results AS rb ON rb.session_id = m.session_id AND rb.entry_id = m.b_entry_id
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id, m.a_entry_id,
         m.b_entry_id
