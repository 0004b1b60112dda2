-- a place among the first three, in these words: then an index has the rows, and nobody looks at all results
r.position <= 3 OR r.class_position <= 3
