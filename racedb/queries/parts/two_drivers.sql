SELECT
    e.id AS event_id,
    e.name AS event,
    e.starts_on,
    s.id AS session_id,
    s.name AS session,
    s.kind,
    s.starts_at,
    ra.entry_id AS a_entry_id,
    rb.entry_id AS b_entry_id,
    ra.position AS a_position,
    rb.position AS b_position,
    ra.status AS a_status,
    rb.status AS b_status,
    ra.best_lap_us AS a_best_lap_us,
    rb.best_lap_us AS b_best_lap_us,
    CASE
        WHEN ra.entry_id = rb.entry_id THEN 'same car'
        WHEN ra.position < rb.position THEN 'a'
        WHEN rb.position < ra.position THEN 'b'
        WHEN ra.position IS NOT NULL AND rb.position IS NULL THEN 'a'
        WHEN rb.position IS NOT NULL AND ra.position IS NULL THEN 'b'
        ELSE 'neither'
    END AS ahead
FROM drivers AS da
JOIN entry_drivers AS ea ON ea.driver_id = da.id
JOIN results AS ra ON ra.entry_id = ea.entry_id
JOIN sessions AS s ON s.id = ra.session_id AND s.part_of_id IS NULL
JOIN drivers AS db ON db.slug = :b
JOIN entry_drivers AS eb ON eb.driver_id = db.id
JOIN results AS rb ON rb.entry_id = eb.entry_id AND rb.session_id = ra.session_id
JOIN events AS e ON e.id = s.event_id
WHERE da.slug = :a
  AND (
      (
          -- include: main_race
      )
      OR s.kind = 'qualifying' AND s.state <> 'cancelled'
  )
  AND (
      -- include: season_of_event
  )
