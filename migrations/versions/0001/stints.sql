CREATE VIEW stints AS
WITH marked AS (
    SELECT l.session_id, l.entry_id, l.number, l.driver_id, l.lap_us,
           CASE WHEN lag(l.number) OVER car IS NULL
                  OR lag(l.pit_in) OVER car
                  OR lag(l.driver_id) OVER car IS DISTINCT FROM l.driver_id
                THEN 1 ELSE 0 END AS begins,
           CASE WHEN l.pit_in OR l.pit_out OR l.deleted_reason IS NOT NULL
                  OR (l.flag IS NOT NULL AND l.flag <> 'green')
                  OR (l.number = 1 AND s.kind = 'race')
                  OR lag(l.pit_in) OVER car
                THEN NULL ELSE l.lap_us END AS clean_us
      FROM laps AS l
      JOIN sessions AS s ON s.id = l.session_id
    WINDOW car AS (PARTITION BY l.session_id, l.entry_id ORDER BY l.number)
), numbered AS (
    SELECT m.*,
           sum(m.begins) OVER (PARTITION BY m.session_id, m.entry_id ORDER BY m.number) AS stint
      FROM marked AS m
)
SELECT n.session_id,
       n.entry_id,
       e.car_number,
       n.stint,
       d.name AS driver,
       min(n.number) AS first_lap,
       max(n.number) AS last_lap,
       count(*) AS laps,
       min(n.lap_us) AS best_lap_us,
       CAST(round(avg(n.clean_us)) AS BIGINT) AS mean_clean_us
  FROM numbered AS n
  JOIN entries AS e ON e.id = n.entry_id
  LEFT JOIN drivers AS d ON d.id = n.driver_id
 GROUP BY n.session_id, n.entry_id, e.car_number, n.stint, n.driver_id, d.name
