-- once each: a series that numbers its races has several rounds of one event
SELECT DISTINCT season_id, event_id
FROM rounds
