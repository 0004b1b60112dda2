:class IS NULL OR lower(cl.code) IN (lower(:class))
