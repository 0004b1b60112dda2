:cars IS NULL OR ',' || replace(:cars, ' ', '') || ',' LIKE '%,' || en.car_number || ',%'
