-- of the cars that one of them drove in a session the better one
WITH cars AS (
    SELECT
        d.slug,
        r.session_id,
        r.entry_id,
        r.position,
        r.status,
        r.best_lap_us,
        row_number() OVER (
            PARTITION BY d.id, r.session_id
            ORDER BY r.position NULLS LAST, r.row_order, r.entry_id
        ) AS place
    FROM drivers AS d
    JOIN session_crews AS c ON c.driver_id = d.id
    JOIN results AS r ON r.session_id = c.session_id AND r.entry_id = c.entry_id
    WHERE d.slug IN (:a, :b)
)
SELECT
    e.id AS event_id,
    (
        -- include: season_label
    ) AS season,
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
FROM cars AS ra
JOIN cars AS rb ON rb.session_id = ra.session_id AND rb.slug = :b AND rb.place = 1
JOIN sessions AS s ON s.id = ra.session_id AND s.part_of_id IS NULL
JOIN events AS e ON e.id = s.event_id
WHERE ra.slug = :a
  AND ra.place = 1
  AND (
      (
          -- include: main_race
      )
      OR s.kind = 'qualifying' AND s.state <> 'cancelled'
  )
  AND (
      -- include: season_of_event
  )
