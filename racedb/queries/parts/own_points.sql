-- in a shared car everybody has points of his own
CASE
    WHEN EXISTS (
        SELECT 1
        FROM drives AS dr
        WHERE dr.session_id = r.session_id AND dr.entry_id = r.entry_id AND dr.points IS NOT NULL
    )
    THEN (
        SELECT dr.points
        FROM drives AS dr
        WHERE dr.session_id = r.session_id
          AND dr.entry_id = r.entry_id
          AND dr.driver_id = c.driver_id
    )
    ELSE r.points
END
