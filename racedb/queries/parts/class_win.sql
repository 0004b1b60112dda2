-- the first of its class, as printed, or else because no car of the class is further up
CASE
    WHEN r.class_position IS NOT NULL THEN r.class_position = 1
    ELSE r.position IS NOT NULL
        AND en.class_id IS NOT NULL
        AND NOT EXISTS (
            SELECT 1
            FROM results AS rc
            JOIN entries AS ec ON ec.id = rc.entry_id
            WHERE rc.session_id = r.session_id
              AND ec.class_id = en.class_id
              AND rc.position < r.position
        )
END
