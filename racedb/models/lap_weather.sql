CREATE VIEW lap_weather AS
SELECT l.session_id,
       l.entry_id,
       e.car_number,
       d.name AS driver,
       l.number AS lap_number,
       l.lap_us,
       l.compound,
       l.tyre_age_laps,
       l.elapsed_us,
       w.elapsed_us AS measured_us,
       w.air_c,
       w.track_c,
       w.humidity_pct,
       w.pressure_mbar,
       w.wind_kph,
       w.wind_deg,
       w.rain,
       l.time_utc,
       w.time_utc AS measured_utc
  FROM laps AS l
  JOIN weather AS w
    ON w.session_id = l.session_id
   AND w.number = coalesce((SELECT x.number
                              FROM weather AS x
                             WHERE x.session_id = l.session_id AND x.time_utc <= l.time_utc
                             ORDER BY x.time_utc DESC, x.number DESC LIMIT 1),
                           (SELECT x.number
                              FROM weather AS x
                             WHERE x.session_id = l.session_id AND x.elapsed_us <= l.elapsed_us
                             ORDER BY x.elapsed_us DESC, x.number DESC LIMIT 1))
  JOIN entries AS e ON e.id = l.entry_id
  LEFT JOIN drivers AS d ON d.id = l.driver_id
