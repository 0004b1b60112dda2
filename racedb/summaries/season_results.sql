-- The results of some seasons that may give points, a row for each driver of each car.
-- A series that numbers its races has several rounds of one event; other sessions belong to the first.
SELECT ro.season_id,
       coalesce(
           (SELECT min(rr.number)
              FROM rounds AS rr
             WHERE rr.season_id = ro.season_id AND rr.session_id = s.id),
           (SELECT min(re.number)
              FROM rounds AS re
             WHERE re.season_id = ro.season_id AND re.event_id = e.id)
       ) AS round,
       e.id AS event_id,
       e.starts_on,
       s.id AS session_id,
       s.code,
       CASE
           WHEN s.part_of_id IS NOT NULL THEN 'stage'
           WHEN lower(s.name) LIKE '%duel%' THEN 'stage' -- sets the grid of a race, for the points of a stage
           WHEN s.code LIKE 'SPRINT%' THEN 'sprint'
           ELSE s.kind
       END AS kind,
       s.scheduled_laps,
       r.entry_id,
       CASE WHEN r.status NOT IN ('disqualified', 'excluded') THEN r.position END AS position,
       r.laps,
       r.best_lap_us,
       r.grid_position,
       en.car_number,
       en.class_id,
       en.team_id,
       ca.manufacturer_id,
       c.driver_id
  FROM (SELECT DISTINCT season_id, event_id FROM rounds WHERE season_id IN (:season_ids)) AS ro
  JOIN events AS e ON e.id = ro.event_id
  LEFT JOIN sessions AS s
    ON s.event_id = e.id
   AND s.state <> 'cancelled'
   AND (s.part_of_id IS NULL AND s.kind IN ('race', 'qualifying')
        OR s.part_of_id IS NOT NULL AND s.kind IN ('race', 'other'))
  LEFT JOIN results AS r ON r.session_id = s.id
  LEFT JOIN entries AS en ON en.id = r.entry_id
  LEFT JOIN cars AS ca ON ca.id = en.car_id
  LEFT JOIN session_crews AS c ON c.session_id = r.session_id AND c.entry_id = r.entry_id
 ORDER BY ro.season_id, round NULLS LAST, e.starts_on NULLS LAST, e.id, s.starts_at NULLS LAST, s.id,
          r.row_order, r.entry_id, c.seat NULLS LAST, c.driver_id
