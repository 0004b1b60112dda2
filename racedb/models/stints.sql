-- Windows all the way and no GROUP BY: SQLite hands "session_id = ..." down through windows that are
-- partitioned by it, but not through groups, and would number the laps of all sessions first.
CREATE VIEW stints AS
WITH marked AS (
    SELECT l.session_id, l.entry_id, l.number, l.driver_id, l.lap_us, l.compound,
           CASE WHEN lag(l.number) OVER car IS NULL
                  OR lag(l.pit_in) OVER car
                  OR lag(l.driver_id) OVER car IS DISTINCT FROM l.driver_id
                  OR lag(l.compound) OVER car <> l.compound
                THEN 1 ELSE 0 END AS begins,
           CASE WHEN l.clean THEN l.lap_us END AS clean_us
      FROM laps AS l
    WINDOW car AS (PARTITION BY l.session_id, l.entry_id ORDER BY l.number)
), numbered AS (
    SELECT m.session_id, m.entry_id, m.number, m.driver_id, m.lap_us, m.compound, m.begins, m.clean_us,
           sum(m.begins) OVER (PARTITION BY m.session_id, m.entry_id ORDER BY m.number) AS stint
      FROM marked AS m
), summed AS (
    SELECT n.session_id, n.entry_id, n.number, n.driver_id, n.begins, n.stint,
           max(n.number) OVER one AS last_lap,
           count(*) OVER one AS laps,
           min(n.lap_us) OVER one AS best_lap_us,
           avg(n.clean_us) OVER one AS mean_clean_us,
           max(n.compound) OVER one AS compound
      FROM numbered AS n
    WINDOW one AS (PARTITION BY n.session_id, n.entry_id, n.stint)
)
SELECT t.session_id,
       t.entry_id,
       e.car_number,
       t.stint,
       d.name AS driver,
       t.number AS first_lap,
       t.last_lap,
       t.laps,
       t.best_lap_us,
       CAST(round(t.mean_clean_us) AS BIGINT) AS mean_clean_us,
       t.compound
  FROM summed AS t
  JOIN entries AS e ON e.id = t.entry_id
  LEFT JOIN drivers AS d ON d.id = t.driver_id
 WHERE t.begins = 1
