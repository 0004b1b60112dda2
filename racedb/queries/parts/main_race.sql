s.kind = 'race'
AND (
    -- include: counts
)
AND (:sprints = 'with' OR s.code NOT LIKE 'SPRINT%')
