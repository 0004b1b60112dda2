CREATE VIEW classification AS
SELECT (SELECT se.name
          FROM rounds AS ro
          JOIN seasons AS sn ON sn.id = ro.season_id
          JOIN series AS se ON se.id = sn.series_id
         WHERE ro.event_id = ev.id
         ORDER BY se.id, sn.id LIMIT 1) AS series,
       (SELECT sn.label
          FROM rounds AS ro
          JOIN seasons AS sn ON sn.id = ro.season_id
         WHERE ro.event_id = ev.id
         ORDER BY sn.series_id, sn.id LIMIT 1) AS season,
       ev.name AS event,
       s.name AS session,
       s.kind AS session_kind,
       r.row_order,
       r.position,
       r.class_position,
       e.car_number,
       cl.code AS class,
       t.name AS team,
       e.entrant_name AS entrant,
       m.name AS manufacturer,
       ca.name AS car,
       nullif(coalesce(r.crew_names, e.crew_names), '') AS drivers,
       -- the names are joined by ' / ', one less than there are
       CASE WHEN coalesce(r.crew_names, e.crew_names, '') = '' THEN 0
            ELSE (length(coalesce(r.crew_names, e.crew_names))
                  - length(replace(coalesce(r.crew_names, e.crew_names), ' / ', ''))) / 3 + 1
             END AS driver_count,
       r.status,
       r.status_detail,
       r.classified,
       r.laps,
       r.total_us,
       r.gap_us,
       r.gap_laps,
       r.best_lap_us,
       CAST(r.best_lap_us AS DOUBLE PRECISION) / 1000000 AS best_lap_s,
       r.speed_kph,
       r.grid_position,
       r.points,
       r.session_id,
       r.entry_id,
       r.import_id,
       r.line
  FROM results AS r
  JOIN sessions AS s ON s.id = r.session_id
  JOIN events AS ev ON ev.id = s.event_id
  JOIN entries AS e ON e.id = r.entry_id
  LEFT JOIN classes AS cl ON cl.id = e.class_id
  LEFT JOIN teams AS t ON t.id = e.team_id
  LEFT JOIN cars AS ca ON ca.id = e.car_id
  LEFT JOIN manufacturers AS m ON m.id = ca.manufacturer_id
