-- Where each result comes from
-- topic: checks
-- also: source sources file line where
--
-- The file, its fingerprint, the line in it, and the import that brought it; notes: the cells of the
-- line that could not be read ('racedb query notes id=ID' lists them).
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Qualifying, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :car_number numbers = null  only these car numbers: 7,8,51

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.season,
    w.event,
    w.session,
    en.car_number,
    so.uri,
    r.line,
    so.sha256,
    i.id AS import_id,
    i.reader,
    i.started_at,
    (SELECT COUNT(*) FROM notes AS n WHERE n.import_id = i.id AND n.line = r.line) AS notes
FROM wanted AS w
JOIN results AS r ON r.session_id = w.id
JOIN entries AS en ON en.id = r.entry_id
JOIN imports AS i ON i.id = r.import_id
JOIN sources AS so ON so.id = i.source_id
WHERE :car_number IS NULL OR lower(en.car_number) IN (lower(:car_number))
ORDER BY w.place, r.row_order, r.entry_id
