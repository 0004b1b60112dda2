CREATE VIEW crew_names AS
SELECT e.id AS entry_id,
       (SELECT group_concat(named.name, ' / ')
          FROM (SELECT d.name
                  FROM entry_drivers AS s
                  JOIN drivers AS d ON d.id = s.driver_id
                 WHERE s.entry_id = e.id
                 ORDER BY s.seat) AS named) AS drivers,
       (SELECT count(*) FROM entry_drivers AS s WHERE s.entry_id = e.id) AS driver_count
  FROM entries AS e
