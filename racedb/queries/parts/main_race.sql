s.kind = 'race' AND s.code NOT LIKE 'SPRINT%'
