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
WINDOW of_table AS (PARTITION BY st.season_id, st.championship, st.round)
