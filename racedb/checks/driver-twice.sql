-- A driver sits in one car of a race
-- severity: note
-- of: results
-- unit: count
-- rows: cars of a race whose crew sits in another car too
-- says: {found} of its drivers sit in another car of the race
--
-- Reserves and relief drivers do so rightly; else two people of one name are taken for one.

SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    0 AS expected,
    count(DISTINCT d.driver_id) AS found,
    r.import_id,
    r.line
FROM results AS r
JOIN sessions AS s ON s.id = r.session_id AND s.kind = 'race'
JOIN entry_drivers AS d ON d.entry_id = r.entry_id
JOIN entry_drivers AS o ON o.driver_id = d.driver_id AND o.entry_id <> d.entry_id
JOIN results AS x ON x.session_id = r.session_id AND x.entry_id = o.entry_id
WHERE r.session_id BETWEEN :first AND :last
GROUP BY r.session_id, r.entry_id, r.import_id, r.line
