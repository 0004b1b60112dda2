CREATE VIEW lap_times AS
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
       e.car_number,
       cl.code AS class,
       t.name AS team,
       m.name AS manufacturer,
       ca.name AS car,
       d.name AS driver,
       l.number AS lap_number,
       l.lap_us,
       CAST(l.lap_us AS DOUBLE PRECISION) / 1000000 AS lap_s,
       l.elapsed_us,
       l.s1_us,
       l.s2_us,
       l.s3_us,
       l.position,
       l.speed_kph,
       l.top_kph,
       l.pit_in,
       l.pit_out,
       l.flag,
       l.deleted_reason,
       l.session_id,
       l.entry_id,
       l.driver_id,
       l.import_id,
       l.line,
       l.compound,
       l.tyre_age_laps
  FROM laps AS l
  JOIN sessions AS s ON s.id = l.session_id
  JOIN events AS ev ON ev.id = s.event_id
  JOIN entries AS e ON e.id = l.entry_id
  LEFT JOIN classes AS cl ON cl.id = e.class_id
  LEFT JOIN teams AS t ON t.id = e.team_id
  LEFT JOIN cars AS ca ON ca.id = e.car_id
  LEFT JOIN manufacturers AS m ON m.id = ca.manufacturer_id
  LEFT JOIN drivers AS d ON d.id = l.driver_id
