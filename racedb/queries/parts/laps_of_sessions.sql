-- clean_us is the time of a lap that shows pace: under green, neither in- nor out-lap, not deleted,
-- not the opening lap of a race; begins is 1 where a stint does: after an in-lap, or with another driver
SELECT
    l.session_id, l.entry_id, l.number, l.driver_id, l.lap_us, l.elapsed_us, l.s1_us, l.s2_us,
    l.s3_us, l.position, l.deleted_reason, s.kind,
    CASE
        WHEN l.pit_in OR l.pit_out OR l.deleted_reason IS NOT NULL THEN NULL
        WHEN l.flag IS NOT NULL AND l.flag <> 'green' THEN NULL
        WHEN l.number = 1 AND s.kind = 'race' THEN NULL
        WHEN lag(l.pit_in) OVER car THEN NULL
        ELSE l.lap_us
    END AS clean_us,
    CASE
        WHEN lag(l.number) OVER car IS NULL OR lag(l.pit_in) OVER car THEN 1
        WHEN lag(l.driver_id) OVER car IS DISTINCT FROM l.driver_id THEN 1
        ELSE 0
    END AS begins
FROM wanted AS w
JOIN sessions AS s ON s.id = w.id
CROSS JOIN laps AS l
WHERE l.session_id = s.id
WINDOW car AS (PARTITION BY l.session_id, l.entry_id ORDER BY l.number)
