CREATE VIEW crews AS
SELECT ev.name AS event,
       s.entry_id,
       e.car_number,
       s.seat,
       d.name AS driver,
       s.printed_name,
       s.rating,
       s.driver_id
  FROM entry_drivers AS s
  JOIN entries AS e ON e.id = s.entry_id
  JOIN events AS ev ON ev.id = e.event_id
  JOIN drivers AS d ON d.id = s.driver_id
