-- Joins and no UNION: both databases then look up the rows of one car, or one driver, by their keys.
CREATE VIEW session_crews AS
SELECT r.session_id,
       r.entry_id,
       coalesce(dr.seat, ed.seat) AS seat,
       ed.driver_id,
       (SELECT d.name FROM drivers AS d WHERE d.id = ed.driver_id) AS driver
  FROM results AS r
  JOIN entry_drivers AS ed ON ed.entry_id = r.entry_id
  LEFT JOIN drives AS dr
    ON dr.session_id = r.session_id AND dr.entry_id = r.entry_id AND dr.driver_id = ed.driver_id
 WHERE dr.driver_id IS NOT NULL
    OR NOT EXISTS (SELECT 1
                     FROM drives AS o
                    WHERE o.session_id = r.session_id AND o.entry_id = r.entry_id)
       AND CASE
           -- only laps name drivers
           WHEN EXISTS (SELECT 1
                          FROM lap_sums AS k
                         WHERE k.session_id = r.session_id
                           AND k.entry_id = r.entry_id
                           AND k.driver_id > 0)
           THEN EXISTS (SELECT 1
                          FROM lap_sums AS k
                         WHERE k.session_id = r.session_id
                           AND k.entry_id = r.entry_id
                           AND k.driver_id = ed.driver_id)
           -- nothing names anybody: those who were entered, else whom no classification leaves out
           WHEN EXISTS (SELECT 1 FROM entry_drivers AS l WHERE l.entry_id = r.entry_id AND l.entered)
           THEN ed.entered
           ELSE NOT EXISTS (SELECT 1
                              FROM results AS x
                              JOIN drives AS o
                                ON o.session_id = x.session_id AND o.entry_id = x.entry_id
                             WHERE x.entry_id = r.entry_id
                               AND NOT EXISTS (SELECT 1
                                                 FROM drives AS p
                                                WHERE p.session_id = x.session_id
                                                  AND p.entry_id = x.entry_id
                                                  AND p.driver_id = ed.driver_id))
           END
