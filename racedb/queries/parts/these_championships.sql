-- those that are asked about: of drivers, teams or makers, of some classes
(:series IS NULL OR sr.slug = :series)
AND (
    -- include: these_seasons
)
AND (
    :of IS NULL
    OR ch.competitor = CASE :of
        WHEN 'drivers' THEN 'driver' WHEN 'teams' THEN 'team' ELSE 'manufacturer'
    END
)
AND (
    -- include: these_classes
)
