-- The circuits and their layouts
-- topic: contents
-- also: tracks track venues venue layouts layout circuit courses
--
-- One row for each layout that is known, the longest first; a circuit without one has one row.
-- Events are those of the circuit, whatever the layout.
--
-- :circuit circuit = null  only this circuit

SELECT
    c.name AS circuit,
    c.country,
    y.name AS layout,
    y.length_m,
    (SELECT count(*) FROM events AS e WHERE e.circuit_id = c.id) AS events,
    c.slug
FROM circuits AS c
LEFT JOIN layouts AS y ON y.circuit_id = c.id
WHERE :circuit IS NULL OR c.slug = :circuit
ORDER BY c.name, c.id, y.length_m DESC NULLS LAST, y.id
