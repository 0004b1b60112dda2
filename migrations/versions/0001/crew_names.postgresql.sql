CREATE VIEW crew_names AS
SELECT e.id AS entry_id,
       (SELECT string_agg(d.name, ' / ' ORDER BY s.seat)
          FROM entry_drivers AS s
          JOIN drivers AS d ON d.id = s.driver_id
         WHERE s.entry_id = e.id) AS drivers,
       (SELECT count(*) FROM entry_drivers AS s WHERE s.entry_id = e.id) AS driver_count
  FROM entries AS e
