-- Two drivers against each other, in numbers
-- topic: people and teams
-- also: versus vs compare
-- example: a=* b=*
--
-- Races and qualifyings in which both have a result, and how often each was ahead; as in head-to-head.
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
    m.kind,
    count(*) AS sessions,
    sum(CASE WHEN m.ahead = 'a' THEN 1 ELSE 0 END) AS a_ahead,
    sum(CASE WHEN m.ahead = 'b' THEN 1 ELSE 0 END) AS b_ahead,
    sum(CASE WHEN m.ahead = 'same car' THEN 1 ELSE 0 END) AS same_car,
    sum(CASE WHEN m.ahead = 'neither' THEN 1 ELSE 0 END) AS neither
FROM met AS m
GROUP BY m.kind
ORDER BY m.kind DESC
