-- the last round that has a table, or the last one up to :after
SELECT max(la.round)
FROM championship_standings AS la
WHERE la.season_id = ch.season_id
  AND la.championship = ch.code
  AND (:after IS NULL OR la.round <= :after)
