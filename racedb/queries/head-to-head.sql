-- Two drivers against each other, session by session
-- topic: people and teams
-- also: versus vs compare comparison duel rivals ahead beat better
-- chart: timeline x=starts_on y=ahead colour=kind
-- spare: starts_on kind
-- example: a=* b=*
--
-- Every race and qualifying in which both have a result, parts such as Q1 left out: where they came,
-- and who was ahead: a, b, same car, or neither, when both have no place. Who has a place is ahead of
-- who has none. See head-to-head-summary for the sums.
--
-- :a driver                        one driver
-- :b driver                        the other
-- :season seasons = null           only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null            only this series
-- :sprints without|with = without  whether sprints count as races

WITH met AS (
    -- include: two_drivers
)
SELECT
    m.season,
    m.event,
    m.session,
    m.ahead,
    m.a_position,
    m.b_position,
    m.starts_on,
    m.kind,
    ena.car_number AS a_car_number,
    m.a_status,
    m.a_best_lap_us,
    enb.car_number AS b_car_number,
    m.b_status,
    m.b_best_lap_us
FROM met AS m
JOIN entries AS ena ON ena.id = m.a_entry_id
JOIN entries AS enb ON enb.id = m.b_entry_id
ORDER BY m.starts_on NULLS LAST, m.event_id, m.starts_at NULLS LAST,
         m.session_id, m.a_entry_id, m.b_entry_id
