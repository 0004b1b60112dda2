-- the place that is printed, or else the order in which the cars ended the lap; where no session time
-- is printed it is the sum of the lap times, as long as none is missing
SELECT
    t.session_id, t.entry_id, t.number, t.driver_id, t.lap_us, t.at_us,
    coalesce(
        t.position,
        CASE
            WHEN t.at_us IS NOT NULL
            THEN row_number() OVER (
                PARTITION BY t.session_id, t.number
                ORDER BY t.at_us IS NULL, t.at_us, t.entry_id
            )
        END
    ) AS position,
    min(t.at_us) OVER (PARTITION BY t.session_id, t.number) AS leader_us
FROM (
    SELECT
        l.session_id, l.entry_id, l.number, l.driver_id, l.lap_us, l.position,
        coalesce(
            l.elapsed_us,
            CASE WHEN count(l.lap_us) OVER so_far = l.number THEN sum(l.lap_us) OVER so_far END
        ) AS at_us
    FROM wanted AS w
    JOIN sessions AS s ON s.id = w.id AND s.kind = 'race'
    CROSS JOIN laps AS l
    WHERE l.session_id = s.id
    WINDOW so_far AS (PARTITION BY l.session_id, l.entry_id ORDER BY l.number)
) AS t
