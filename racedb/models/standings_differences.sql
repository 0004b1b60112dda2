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
       )
