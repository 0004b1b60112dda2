(:season IS NULL AND :series IS NULL)
OR EXISTS (
    SELECT 1
    FROM rounds AS ro
    JOIN seasons AS sn ON sn.id = ro.season_id
    JOIN series AS sr ON sr.id = sn.series_id
    WHERE ro.event_id = e.id
      AND (
          -- include: these_seasons
      )
      AND (:series IS NULL OR sr.slug = :series)
)
