CREATE VIEW race_control AS
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
       m.number,
       m.time_utc,
       m.elapsed_us,
       m.lap_number,
       m.category,
       m.flag,
       m.scope,
       m.sector,
       m.car_number,
       (SELECT min(r.entry_id)
          FROM results AS r
          JOIN entries AS e ON e.id = r.entry_id
         WHERE r.session_id = m.session_id AND e.car_number = m.car_number) AS entry_id,
       m.message,
       m.session_id,
       m.import_id,
       m.line
  FROM race_control_messages AS m
  JOIN sessions AS s ON s.id = m.session_id
  JOIN events AS ev ON ev.id = s.event_id
