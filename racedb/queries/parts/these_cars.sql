:cars IS NULL OR lower(car_number) IN (lower(:cars))
