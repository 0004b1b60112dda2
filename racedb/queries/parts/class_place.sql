-- printed, or else counted: the cars of the class that are further up, and this one
coalesce(
    r.class_position,
    CASE
        WHEN r.position IS NOT NULL AND en.class_id IS NOT NULL
        THEN 1 + (
            SELECT count(*)
            FROM results AS rc
            JOIN entries AS ec ON ec.id = rc.entry_id
            WHERE rc.session_id = r.session_id
              AND ec.class_id = en.class_id
              AND rc.position < r.position
        )
    END
)
