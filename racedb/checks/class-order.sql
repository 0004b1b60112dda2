-- Positions in a class follow the positions over all
-- severity: warning
-- of: results
-- unit: count
-- rows: positions in a class that do not follow those over all
-- says: position {found} in the class, the car of the class before it has {expected}

WITH ordered AS (
    SELECT
        r.session_id, r.entry_id, r.class_position, r.import_id, r.line,
        lag(r.class_position) OVER (
            PARTITION BY r.session_id, en.class_id ORDER BY r.position, r.entry_id
        ) AS before_place
    FROM results AS r
    JOIN entries AS en ON en.id = r.entry_id
    WHERE r.session_id BETWEEN :first AND :last
      AND en.class_id IS NOT NULL
      AND r.position IS NOT NULL
      AND r.class_position IS NOT NULL
)
SELECT
    session_id,
    entry_id,
    CAST(NULL AS integer) AS lap,
    before_place AS expected,
    class_position AS found,
    import_id,
    line
FROM ordered
WHERE class_position <= before_place
