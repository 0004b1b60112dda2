WITH found AS MATERIALIZED (  -- planned by itself, for a check finds few rows
    {check}
)
SELECT
    f.*,
    e.id AS event_id,
    (
        SELECT sn.label
        FROM rounds AS ro
        JOIN seasons AS sn ON sn.id = ro.season_id
        WHERE ro.event_id = e.id
        ORDER BY sn.series_id, sn.id
        LIMIT 1
    ) AS season,
    e.name AS event,
    e.slug AS event_slug,
    e.starts_on,
    s.name AS session,
    s.kind AS session_kind,
    s.starts_at,
    en.car_number AS car,
    so.uri,
    c.slug AS circuit,
    r.status,
    l.pit_in,
    l.pit_out,
    l.flag,
    l.deleted_reason,
    b.pit_in AS after_pit
FROM found AS f
JOIN sessions AS s ON s.id = f.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = f.entry_id
JOIN results AS r ON r.session_id = f.session_id AND r.entry_id = f.entry_id
JOIN imports AS i ON i.id = f.import_id
JOIN sources AS so ON so.id = i.source_id
LEFT JOIN layouts AS y ON y.id = coalesce(s.layout_id, e.layout_id)
LEFT JOIN circuits AS c ON c.id = coalesce(y.circuit_id, e.circuit_id)
LEFT JOIN laps AS l
    ON l.session_id = f.session_id AND l.entry_id = f.entry_id AND l.number = f.lap
LEFT JOIN laps AS b
    ON b.session_id = f.session_id AND b.entry_id = f.entry_id AND b.number = f.lap - 1
ORDER BY e.starts_on NULLS LAST, e.id, s.starts_at NULLS LAST, s.id, f.line, f.entry_id
