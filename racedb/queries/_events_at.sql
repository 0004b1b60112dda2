-- All events whose circuit is known: slug, name, slug of the circuit.

SELECT e.slug, e.name, c.slug
FROM events AS e
JOIN circuits AS c ON c.id = coalesce(
    (SELECT y.circuit_id FROM layouts AS y WHERE y.id = e.layout_id),
    e.circuit_id
)
WHERE (
    -- include: season_of_event
)
ORDER BY e.id
