:class IS NULL OR ',' || lower(:class) || ',' LIKE '%,' || lower(cl.code) || ',%'
