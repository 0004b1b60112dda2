-- clean_us is the time of a lap that shows pace: under green, neither in- nor out-lap, not deleted,
-- not the opening lap of a race; behind a lap that is missing nothing is known of an out-lap
SELECT
    c.session_place, c.place, c.event, c.session, c.car_number, c.class, l.session_id, l.entry_id,
    l.number, l.driver_id, l.lap_us, l.s1_us, l.s2_us, l.s3_us, l.deleted_reason,
    b.number AS number_before, b.pit_in AS after_in_lap, b.driver_id AS driver_before_id,
    CASE
        WHEN l.pit_in OR l.pit_out OR l.deleted_reason IS NOT NULL THEN NULL
        WHEN l.flag IS NOT NULL AND l.flag <> 'green' THEN NULL
        WHEN l.number = 1 AND c.kind = 'race' THEN NULL
        WHEN b.pit_in THEN NULL
        ELSE l.lap_us
    END AS clean_us
FROM driven AS c
CROSS JOIN laps AS l
LEFT JOIN laps AS b
    ON b.session_id = l.session_id AND b.entry_id = l.entry_id AND b.number = l.number - 1
WHERE l.session_id = c.session_id
  AND l.entry_id = c.entry_id
