CREATE VIEW crew_names AS
SELECT e.id AS entry_id,
       e.crew_names AS drivers,
       (SELECT count(*) FROM entry_drivers AS s WHERE s.entry_id = e.id) AS driver_count
  FROM entries AS e;
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
           END;
CREATE VIEW classification AS
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
       r.row_order,
       r.position,
       r.class_position,
       e.car_number,
       cl.code AS class,
       t.name AS team,
       e.entrant_name AS entrant,
       m.name AS manufacturer,
       ca.name AS car,
       nullif(coalesce(r.crew_names, e.crew_names), '') AS drivers,
       -- the names are joined by ' / ', one less than there are
       CASE WHEN coalesce(r.crew_names, e.crew_names, '') = '' THEN 0
            ELSE (length(coalesce(r.crew_names, e.crew_names))
                  - length(replace(coalesce(r.crew_names, e.crew_names), ' / ', ''))) / 3 + 1
             END AS driver_count,
       r.status,
       r.status_detail,
       r.classified,
       r.laps,
       r.total_us,
       r.gap_us,
       r.gap_laps,
       r.best_lap_us,
       CAST(r.best_lap_us AS DOUBLE PRECISION) / 1000000 AS best_lap_s,
       r.speed_kph,
       r.grid_position,
       r.points,
       r.session_id,
       r.entry_id,
       r.import_id,
       r.line
  FROM results AS r
  JOIN sessions AS s ON s.id = r.session_id
  JOIN events AS ev ON ev.id = s.event_id
  JOIN entries AS e ON e.id = r.entry_id
  LEFT JOIN classes AS cl ON cl.id = e.class_id
  LEFT JOIN teams AS t ON t.id = e.team_id
  LEFT JOIN cars AS ca ON ca.id = e.car_id
  LEFT JOIN manufacturers AS m ON m.id = ca.manufacturer_id;
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
  LEFT JOIN drivers AS d ON d.id = l.driver_id;
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
 WHERE t.begins = 1;
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
  LEFT JOIN drivers AS d ON d.id = l.driver_id;
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
  JOIN events AS ev ON ev.id = s.event_id;
CREATE VIEW round_standings AS
SELECT sr.name AS series,
       sn.label AS season,
       ch.name AS championship,
       ch.competitor,
       cl.code AS class,
       st.round,
       e.name AS event,
       st.position,
       coalesce(d.name, t.name, m.name) AS name,
       st.points,
       max(st.points) OVER of_table - st.points AS gap_points,
       st.wins,
       st.podiums,
       st.places_gained,
       st.gross_points,
       st.reach_points,
       st.row_order,
       st.is_last,
       ch.system,
       st.season_id,
       ch.code AS championship_code,
       ch.row_order AS championship_order,
       st.event_id,
       st.competitor_id
  FROM championship_standings AS st
  JOIN championships AS ch ON ch.season_id = st.season_id AND ch.code = st.championship
  JOIN seasons AS sn ON sn.id = st.season_id
  JOIN series AS sr ON sr.id = sn.series_id
  JOIN events AS e ON e.id = st.event_id
  LEFT JOIN classes AS cl ON cl.id = ch.class_id
  LEFT JOIN drivers AS d ON ch.competitor = 'driver' AND d.id = st.competitor_id
  LEFT JOIN teams AS t ON ch.competitor = 'team' AND t.id = st.competitor_id
  LEFT JOIN manufacturers AS m ON ch.competitor = 'manufacturer' AND m.id = st.competitor_id
WINDOW of_table AS (PARTITION BY st.season_id, st.championship, st.round);
CREATE VIEW standings AS
SELECT series, season, championship, competitor, class, round, event, position, name, points,
       gap_points, wins, podiums, places_gained, gross_points, reach_points, row_order, system,
       season_id, championship_code, championship_order, event_id, competitor_id
  FROM round_standings
 WHERE is_last;
-- Where several championships rank the same competitors of the same class, the first counts.
CREATE VIEW standings_differences AS
-- A printed table of teams is compared with that of makers in a season that has none of teams, as
-- constructors are: a team counts as the maker of all its cars, or the one with its name.
WITH ranked AS (
    SELECT id, season_id, of AS competitor, class_id, round, printed_name, position, points,
           import_id, line, coalesce(driver_id, team_id, manufacturer_id) AS competitor_id
      FROM printed_standings
     UNION ALL
    SELECT ps.id, ps.season_id, 'manufacturer', ps.class_id, ps.round, ps.printed_name, ps.position,
           ps.points, ps.import_id, ps.line,
           coalesce(
               (
                   SELECT min(ca.manufacturer_id)
                     FROM rounds AS ro
                     JOIN entries AS en ON en.event_id = ro.event_id
                     JOIN cars AS ca ON ca.id = en.car_id
                    WHERE ro.season_id = ps.season_id AND en.team_id = ps.team_id
                   HAVING min(ca.manufacturer_id) = max(ca.manufacturer_id)
               ),
               (
                   SELECT m.id
                     FROM teams AS t
                     JOIN manufacturers AS m ON m.slug = t.slug
                    WHERE t.id = ps.team_id
               )
           )
      FROM printed_standings AS ps
     WHERE ps.of = 'team'
       AND NOT EXISTS (
               SELECT 1
                 FROM championships AS ch
                WHERE ch.season_id = ps.season_id AND ch.competitor = 'team'
           )
),
compared AS (
    SELECT ch.season_id,
           ch.code AS championship,
           ps.round IS NULL AS is_final,
           la.round,
           ps.id AS printed_id,
           ps.competitor_id,
           ps.printed_name,
           ps.position AS printed_position,
           ps.points AS printed_points,
           ps.import_id,
           ps.line
      FROM championships AS ch
      JOIN ranked AS ps
        ON ps.season_id = ch.season_id
       AND ps.competitor = ch.competitor
       AND coalesce(ps.class_id, 0) = coalesce(ch.class_id, 0)
      JOIN championship_standings AS la
        ON la.season_id = ch.season_id
       AND la.championship = ch.code
       AND (la.round = ps.round OR ps.round IS NULL AND la.is_last)
     WHERE la.row_order = 1
       AND NOT EXISTS (
               SELECT 1
                 FROM championships AS ea
                WHERE ea.season_id = ch.season_id
                  AND ea.competitor = ch.competitor
                  AND coalesce(ea.class_id, 0) = coalesce(ch.class_id, 0)
                  AND ea.row_order < ch.row_order
           )
       AND (
               ps.round IS NOT NULL
               OR NOT EXISTS (
                      SELECT 1
                        FROM rounds AS ro
                       WHERE ro.season_id = ch.season_id AND ro.number > la.round
                  )
           )
),
printed_tables AS (
    SELECT DISTINCT season_id, championship, round, is_final FROM compared
)
SELECT c.season_id,
       c.championship,
       c.round,
       c.is_final,
       c.competitor_id,
       c.printed_name,
       c.printed_position,
       st.position,
       c.printed_points,
       st.points,
       c.import_id,
       c.line
  FROM compared AS c
  LEFT JOIN championship_standings AS st
    ON st.season_id = c.season_id
   AND st.championship = c.championship
   AND st.round = c.round
   AND st.competitor_id = c.competitor_id
 WHERE st.competitor_id IS NULL
    OR c.printed_position <> st.position
    OR abs(c.printed_points - st.points) > 0.01
UNION ALL
SELECT t.season_id,
       t.championship,
       t.round,
       t.is_final,
       st.competitor_id,
       NULL,
       NULL,
       st.position,
       NULL,
       st.points,
       NULL,
       NULL
  FROM printed_tables AS t
  JOIN championship_standings AS st
    ON st.season_id = t.season_id AND st.championship = t.championship AND st.round = t.round
 WHERE st.points > 0
   AND NOT EXISTS (
           SELECT 1
             FROM compared AS c
            WHERE c.season_id = t.season_id
              AND c.championship = t.championship
              AND c.round = t.round
              AND c.is_final = t.is_final
              AND c.competitor_id = st.competitor_id
       );
CREATE VIEW points_scored AS
SELECT sr.name AS series,
       sn.label AS season,
       ch.name AS championship,
       ch.competitor,
       cl.code AS class,
       p.round,
       e.name AS event,
       s.name AS session,
       en.car_number,
       coalesce(d.name, t.name, m.name) AS name,
       p.place,
       p.points,
       p.bonus,
       p.bonus_for,
       p.counts,
       p.season_id,
       ch.code AS championship_code,
       p.session_id,
       p.entry_id,
       p.competitor_id
  FROM championship_points AS p
  JOIN championships AS ch ON ch.season_id = p.season_id AND ch.code = p.championship
  JOIN seasons AS sn ON sn.id = p.season_id
  JOIN series AS sr ON sr.id = sn.series_id
  JOIN sessions AS s ON s.id = p.session_id
  JOIN events AS e ON e.id = s.event_id
  JOIN entries AS en ON en.id = p.entry_id
  LEFT JOIN classes AS cl ON cl.id = ch.class_id
  LEFT JOIN drivers AS d ON ch.competitor = 'driver' AND d.id = p.competitor_id
  LEFT JOIN teams AS t ON ch.competitor = 'team' AND t.id = p.competitor_id
  LEFT JOIN manufacturers AS m ON ch.competitor = 'manufacturer' AND m.id = p.competitor_id;
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
  JOIN drivers AS d ON d.id = s.driver_id;
