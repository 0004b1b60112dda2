-- the place that is printed, or else the order in which the cars ended the lap; where a car has laps
-- without a session time it is the sum of its lap times, as long as none is missing
WITH raced AS MATERIALIZED (
    SELECT
        c.session_place, c.place, c.session_id, c.entry_id,
        (
            SELECT count(*) > 0
            FROM laps AS x
            WHERE x.session_id = c.session_id AND x.entry_id = c.entry_id AND x.elapsed_us IS NULL
        ) AS lacks_times
    FROM driven AS c
    WHERE c.kind = 'race'
)
SELECT
    t.session_place, t.place, t.entry_id, t.number, t.driver_id, t.lap_us, t.at_us,
    coalesce(t.position, CASE WHEN t.at_us IS NOT NULL THEN row_number() OVER over_line END)
        AS position,
    first_value(t.at_us) OVER over_line AS leader_us
FROM (
    SELECT
        r.session_place, r.place, l.entry_id, l.number, l.driver_id, l.lap_us, l.position,
        l.elapsed_us AS at_us
    FROM raced AS r
    CROSS JOIN laps AS l
    WHERE l.session_id = r.session_id
      AND l.entry_id = r.entry_id
      AND NOT r.lacks_times
    UNION ALL
    SELECT
        r.session_place, r.place, l.entry_id, l.number, l.driver_id, l.lap_us, l.position,
        coalesce(
            l.elapsed_us,
            CASE WHEN count(l.lap_us) OVER so_far = l.number THEN sum(l.lap_us) OVER so_far END
        ) AS at_us
    FROM raced AS r
    CROSS JOIN laps AS l
    WHERE l.session_id = r.session_id
      AND l.entry_id = r.entry_id
      AND r.lacks_times
    WINDOW so_far AS (PARTITION BY r.place ORDER BY l.number ROWS UNBOUNDED PRECEDING)
) AS t
WINDOW over_line AS (
    PARTITION BY t.session_place, t.number ORDER BY t.at_us IS NULL, t.at_us, t.entry_id
    ROWS UNBOUNDED PRECEDING
)
