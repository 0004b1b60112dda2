CREATE VIEW crew_names AS
SELECT e.id AS entry_id,
       e.crew_names AS drivers,
       (SELECT count(*) FROM entry_drivers AS s WHERE s.entry_id = e.id) AS driver_count
  FROM entries AS e
