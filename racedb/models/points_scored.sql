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
  LEFT JOIN manufacturers AS m ON ch.competitor = 'manufacturer' AND m.id = p.competitor_id
