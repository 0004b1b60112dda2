-- a session that took place, and is no part of another: none counts twice
s.state <> 'cancelled' AND s.part_of_id IS NULL
