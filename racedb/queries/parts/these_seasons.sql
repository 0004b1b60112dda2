:season IS NULL OR sn.label IN (:season)
