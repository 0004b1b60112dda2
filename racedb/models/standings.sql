CREATE VIEW standings AS
SELECT series, season, championship, competitor, class, round, event, position, name, points,
       gap_points, wins, podiums, places_gained, gross_points, reach_points, row_order, system,
       season_id, championship_code, championship_order, event_id, competitor_id
  FROM round_standings
 WHERE is_last
