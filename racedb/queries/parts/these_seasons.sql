:season IS NULL OR ',' || :season || ',' LIKE '%,' || sn.label || ',%'
