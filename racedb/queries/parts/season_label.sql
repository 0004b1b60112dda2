-- of an event in several series the season of the first one, as in the view classification
SELECT sn.label
FROM rounds AS ro
JOIN seasons AS sn ON sn.id = ro.season_id
WHERE ro.event_id = e.id
ORDER BY sn.series_id, sn.id
LIMIT 1
