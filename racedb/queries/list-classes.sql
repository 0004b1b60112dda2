-- The classes of each championship
-- topic: contents
-- also: class categories category groups
--
-- A class is one of a series: GT3 of two series are two rows, of one family where that is known.
--
-- :series series = null  only this series

SELECT
    sr.name AS series,
    cl.code AS class,
    cl.family,
    count(DISTINCT en.event_id) AS events,
    count(en.id) AS entries
FROM classes AS cl
JOIN series AS sr ON sr.id = cl.series_id
LEFT JOIN entries AS en ON en.class_id = cl.id
WHERE :series IS NULL OR sr.slug = :series
GROUP BY sr.id, sr.name, cl.id, cl.code, cl.family
ORDER BY sr.name, sr.id, cl.code
