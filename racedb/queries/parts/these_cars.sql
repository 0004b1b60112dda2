:cars IS NULL OR ',' || replace(:cars, ' ', '') || ',' LIKE '%,' || car_number || ',%'
