-- laps of races with position and gap: as stored, or as if no car had stopped since the field was last
-- slow, which closes gaps: behind a safety car what a stop costs is regained
SELECT
    w.place, w.season, w.event, w.session, l.session_id, l.entry_id, l.number, l.driver_id, l.lap_us,
    l.running_position AS position,
    l.behind_leader_us AS gap_us
FROM wanted AS w
JOIN laps AS l ON l.session_id = w.id
WHERE :stops = 'with'
  AND w.kind = 'race'
UNION ALL
SELECT
    m.place, m.season, m.event, m.session, m.session_id, m.entry_id, m.number, m.driver_id, m.lap_us,
    rank() OVER of_lap AS position,
    m.moving_us - min(m.moving_us) OVER of_lap AS gap_us
FROM (
    SELECT p.*, p.ended_us - CAST(sum(p.lost_us) OVER of_phase AS bigint) AS moving_us
    FROM (
        SELECT
            o.*,
            -- a lap four times as long as those of others is no stop
            CASE
                WHEN o.in_pits AND NOT o.slow AND o.lap_us BETWEEN o.others_us AND o.others_us * 4
                THEN o.lap_us - o.others_us
                ELSE 0
            END AS lost_us,
            sum(CASE WHEN o.slow THEN 1 ELSE 0 END)
                OVER (PARTITION BY o.session_id, o.entry_id ORDER BY o.number) AS phase
        FROM (
            SELECT
                k.*,
                -- a quarter longer than the fastest lap of the class
                coalesce(k.others_us * 4 > min(k.lap_us) OVER of_class * 5, false) AS slow
            FROM (
                SELECT
                    w.place, w.season, w.event, w.session, l.session_id, l.entry_id, l.number,
                    l.driver_id, l.lap_us, en.class_id,
                    l.pit_in OR l.pit_out AS in_pits,
                    coalesce(
                        l.elapsed_us,
                        CASE
                            WHEN count(l.lap_us) OVER of_car = l.number
                            THEN CAST(sum(l.lap_us) OVER of_car AS bigint)
                        END
                    ) AS ended_us,
                    -- of the cars that stayed out in this lap
                    CAST(sum(CASE WHEN NOT (l.pit_in OR l.pit_out) THEN l.lap_us END) OVER of_lap
                        AS bigint)
                        / nullif(
                            count(CASE WHEN NOT (l.pit_in OR l.pit_out) THEN l.lap_us END)
                                OVER of_lap,
                            0
                        ) AS others_us
                FROM wanted AS w
                JOIN laps AS l ON l.session_id = w.id
                JOIN entries AS en ON en.id = l.entry_id
                WHERE :stops = 'without'
                  AND w.kind = 'race'
                WINDOW
                    of_car AS (PARTITION BY l.session_id, l.entry_id ORDER BY l.number),
                    of_lap AS (PARTITION BY l.session_id, en.class_id, l.number)
            ) AS k
            WINDOW of_class AS (PARTITION BY k.session_id, k.class_id)
        ) AS o
    ) AS p
    WINDOW of_phase AS (PARTITION BY p.session_id, p.entry_id, p.phase ORDER BY p.number)
) AS m
WHERE m.moving_us IS NOT NULL
WINDOW of_lap AS (PARTITION BY m.session_id, m.number ORDER BY m.moving_us)
