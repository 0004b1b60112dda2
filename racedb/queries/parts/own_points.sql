-- in a shared car everybody has points of his own
coalesce(
    (
        SELECT dr.points
        FROM drives AS dr
        WHERE dr.session_id = r.session_id
          AND dr.entry_id = r.entry_id
          AND dr.driver_id = ed.driver_id
    ),
    r.points
)
