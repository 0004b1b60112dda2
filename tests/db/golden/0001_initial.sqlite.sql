INSERT INTO "aliases" ("id", "kind", "key", "text", "target_id", "scope", "decided_by", "decided_at") VALUES (1, 'driver', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 4611686018427387905, NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', '2024-02-29 23:59:59.999999')
-----
INSERT INTO "aliases" ("id", "kind", "key", "text", "target_id", "scope", "decided_by", "decided_at") VALUES (2, 'team', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 4611686018427387905, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '2024-02-29 23:59:59.999999')
-----
INSERT INTO "championship_points" ("season_id", "championship", "session_id", "entry_id", "competitor_id", "round", "place", "points", "bonus", "bonus_for", "counts") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 1, 1, 1, 2147483647, NULL, 3.00000000000000044408e-01, 3.00000000000000044408e-01, NULL, 1)
-----
INSERT INTO "championship_points" ("season_id", "championship", "session_id", "entry_id", "competitor_id", "round", "place", "points", "bonus", "bonus_for", "counts") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2, 2, 2147483647, 2147483647, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 1)
-----
INSERT INTO "championship_standings" ("season_id", "championship", "round", "competitor_id", "event_id", "is_last", "row_order", "position", "points", "gross_points", "wins", "podiums", "places_gained", "reach_points") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 1, 1, 4611686018427387905, 1, 2147483647, NULL, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 2147483647, 2147483647, NULL, 3.00000000000000044408e-01)
-----
INSERT INTO "championship_standings" ("season_id", "championship", "round", "competitor_id", "event_id", "is_last", "row_order", "position", "points", "gross_points", "wins", "podiums", "places_gained", "reach_points") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2, 4611686018427387905, 1, 2147483647, 2147483647, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 2147483647, 2147483647, 2147483647, 3.00000000000000044408e-01)
-----
INSERT INTO "championships" ("season_id", "code", "row_order", "name", "competitor", "class_id", "system") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'driver', NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1')
-----
INSERT INTO "championships" ("season_id", "code", "row_order", "name", "competitor", "class_id", "system") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'team', 4611686018427387905, 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "circuits" ("id", "slug", "name", "country", "time_zone") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL, NULL)
-----
INSERT INTO "circuits" ("id", "slug", "name", "country", "time_zone") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "corrections" ("id", "table_name", "row_key", "column_name", "old_value", "new_value", "reason", "author", "made_at") VALUES (1, 'results', '{"event": "x", "session": "R", "car": "7", "variant": 1}', 'laps', NULL, NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', '2024-02-29 23:59:59.999999')
-----
INSERT INTO "corrections" ("id", "table_name", "row_key", "column_name", "old_value", "new_value", "reason", "author", "made_at") VALUES (2, 'results', '{"event": "x", "session": "R", "car": "7", "variant": 1}', 'laps', '1', '2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '2024-02-29 23:59:59.999999')
-----
INSERT INTO "drivers" ("id", "slug", "name", "given_name", "family_name", "suffix", "born_on", "country") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL, NULL, NULL, NULL, NULL)
-----
INSERT INTO "drivers" ("id", "slug", "name", "given_name", "family_name", "suffix", "born_on", "country") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '1931-02-28', 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "lap_leaders" ("session_id", "number", "leader_entry_id", "new_leader", "cars_up", "places_gained", "most_by_entry_id", "most_places") VALUES (1, 1, NULL, 1, 2147483647, 2147483647, NULL, NULL)
-----
INSERT INTO "lap_leaders" ("session_id", "number", "leader_entry_id", "new_leader", "cars_up", "places_gained", "most_by_entry_id", "most_places") VALUES (2, 2, 4611686018427387905, 1, 2147483647, 2147483647, 4611686018427387905, 2147483647)
-----
INSERT INTO "lap_sums" ("session_id", "entry_id", "driver_id", "laps", "pit_ins", "best_lap_us", "clean_laps", "best_clean_us", "mean_us", "median_us", "s1_us", "s2_us", "s3_us", "odd_laps") VALUES (1, 1, 1, 2147483647, 2147483647, NULL, 2147483647, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
-----
INSERT INTO "lap_sums" ("session_id", "entry_id", "driver_id", "laps", "pit_ins", "best_lap_us", "clean_laps", "best_clean_us", "mean_us", "median_us", "s1_us", "s2_us", "s3_us", "odd_laps") VALUES (2, 2, 2, 2147483647, 2147483647, 4611686018427387905, 2147483647, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 2147483647)
-----
INSERT INTO "manufacturers" ("id", "slug", "name", "country") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL)
-----
INSERT INTO "manufacturers" ("id", "slug", "name", "country") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "points_assignments" ("id", "series", "season", "system", "rules", "decided_by", "decided_at") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', '2024-02-29 23:59:59.999999')
-----
INSERT INTO "points_assignments" ("id", "series", "season", "system", "rules", "decided_by", "decided_at") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '2024-02-29 23:59:59.999999')
-----
INSERT INTO "reviews" ("id", "kind", "key", "text", "context", "candidates", "state", "decided_by", "decided_at") VALUES (1, 'driver', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', '{"a": [1, null, {"b": "Gr\u00fc\u00dfe, l''\u00e9t\u00e9\n\u201e\u2602\u201c\t\\N ''x'' \ud83c\udfc1"}], "c": 0.1}', '[]', 'open', NULL, NULL)
-----
INSERT INTO "reviews" ("id", "kind", "key", "text", "context", "candidates", "state", "decided_by", "decided_at") VALUES (2, 'team', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '{"a": [1, null, {"b": "Gr\u00fc\u00dfe, l''\u00e9t\u00e9\n\u201e\u2602\u201c\t\\N ''x'' \ud83c\udfc1"}], "c": 0.1}', '[]', 'accepted', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '2024-02-29 23:59:59.999999')
-----
INSERT INTO "runs" ("id", "schedule", "outcome", "started_at", "finished_at", "host", "pid", "loaded", "same", "failed", "set_aside", "waiting", "message") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'running', '2024-02-29 23:59:59.999999', NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 2147483647, 2147483647, 2147483647, 2147483647, 2147483647, 2147483647, NULL)
-----
INSERT INTO "runs" ("id", "schedule", "outcome", "started_at", "finished_at", "host", "pid", "loaded", "same", "failed", "set_aside", "waiting", "message") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'done', '2024-02-29 23:59:59.999999', '2024-02-29 23:59:59.999999', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 2147483647, 2147483647, 2147483647, 2147483647, 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "series" ("id", "slug", "name") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1')
-----
INSERT INTO "series" ("id", "slug", "name") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "session_bests" ("session_id", "entry_id", "manufacturer_id", "class_id", "best_lap_us") VALUES (1, 1, 4611686018427387905, NULL, 4611686018427387905)
-----
INSERT INTO "session_bests" ("session_id", "entry_id", "manufacturer_id", "class_id", "best_lap_us") VALUES (2, 2, 4611686018427387905, 4611686018427387905, 4611686018427387905)
-----
INSERT INTO "sources" ("id", "uri", "sha256", "size_bytes", "media_type", "publisher", "licence", "retrieved_at") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 4611686018427387905, NULL, NULL, NULL, '2024-02-29 23:59:59.999999')
-----
INSERT INTO "sources" ("id", "uri", "sha256", "size_bytes", "media_type", "publisher", "licence", "retrieved_at") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 4611686018427387905, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '2024-02-29 23:59:59.999999')
-----
INSERT INTO "teams" ("id", "slug", "name", "country", "lineage") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL, NULL)
-----
INSERT INTO "teams" ("id", "slug", "name", "country", "lineage") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "cars" ("id", "slug", "name", "manufacturer_id", "engine_manufacturer_id", "homologation") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL, NULL, NULL)
-----
INSERT INTO "cars" ("id", "slug", "name", "manufacturer_id", "engine_manufacturer_id", "homologation") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "classes" ("id", "series_id", "code", "family") VALUES (1, 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL)
-----
INSERT INTO "classes" ("id", "series_id", "code", "family") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "imports" ("id", "source_id", "state", "reader", "options", "racedb_version", "started_at", "finished_at", "rows_read", "rows_new", "rows_changed", "rows_same", "rows_rejected", "message") VALUES (1, 1, 'running', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', '{"a": [1, null, {"b": "Gr\u00fc\u00dfe, l''\u00e9t\u00e9\n\u201e\u2602\u201c\t\\N ''x'' \ud83c\udfc1"}], "c": 0.1}', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', '2024-02-29 23:59:59.999999', NULL, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, NULL)
-----
INSERT INTO "imports" ("id", "source_id", "state", "reader", "options", "racedb_version", "started_at", "finished_at", "rows_read", "rows_new", "rows_changed", "rows_same", "rows_rejected", "message") VALUES (2, 2, 'applied', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '{"a": [1, null, {"b": "Gr\u00fc\u00dfe, l''\u00e9t\u00e9\n\u201e\u2602\u201c\t\\N ''x'' \ud83c\udfc1"}], "c": 0.1}', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '2024-02-29 23:59:59.999999', '2024-02-29 23:59:59.999999', 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "layouts" ("id", "circuit_id", "name", "length_m", "valid_from", "valid_to") VALUES (1, 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 2147483647, NULL, NULL)
-----
INSERT INTO "layouts" ("id", "circuit_id", "name", "length_m", "valid_from", "valid_to") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, '1931-02-28', '1931-02-28')
-----
INSERT INTO "seasons" ("id", "series_id", "label") VALUES (1, 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1')
-----
INSERT INTO "seasons" ("id", "series_id", "label") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "set_aside" ("uri", "fingerprint", "run_id", "message") VALUES ('Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1')
-----
INSERT INTO "set_aside" ("uri", "fingerprint", "run_id", "message") VALUES ('Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "events" ("id", "slug", "name", "circuit_id", "layout_id", "starts_on", "ends_on", "state") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL, NULL, NULL, NULL, NULL)
-----
INSERT INTO "events" ("id", "slug", "name", "circuit_id", "layout_id", "starts_on", "ends_on", "state") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2, '1931-02-28', '1931-02-28', 'postponed')
-----
INSERT INTO "notes" ("import_id", "number", "line", "field", "code", "message", "raw") VALUES (1, 1, NULL, NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1')
-----
INSERT INTO "notes" ("import_id", "number", "line", "field", "code", "message", "raw") VALUES (2, 2, 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "printed_standings" ("id", "season_id", "of", "class_id", "round", "driver_id", "team_id", "manufacturer_id", "printed_name", "position", "points", "wins", "import_id", "line") VALUES (1, 1, 'driver', NULL, NULL, NULL, NULL, NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL, NULL, NULL, 1, 2147483647)
-----
INSERT INTO "printed_standings" ("id", "season_id", "of", "class_id", "round", "driver_id", "team_id", "manufacturer_id", "printed_name", "position", "points", "wins", "import_id", "line") VALUES (2, 2, 'team', 2, 2147483647, 2, 2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 3.00000000000000044408e-01, 2147483647, 2, 2147483647)
-----
INSERT INTO "rejects" ("import_id", "number", "line", "field", "code", "message", "raw") VALUES (1, 1, NULL, NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1')
-----
INSERT INTO "rejects" ("import_id", "number", "line", "field", "code", "message", "raw") VALUES (2, 2, 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "revisions" ("id", "import_id", "table_name", "row_key", "old", "new") VALUES (1, 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', '{"a": [1, null, {"b": "Gr\u00fc\u00dfe, l''\u00e9t\u00e9\n\u201e\u2602\u201c\t\\N ''x'' \ud83c\udfc1"}], "c": 0.1}', NULL, NULL)
-----
INSERT INTO "revisions" ("id", "import_id", "table_name", "row_key", "old", "new") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', '{"a": [1, null, {"b": "Gr\u00fc\u00dfe, l''\u00e9t\u00e9\n\u201e\u2602\u201c\t\\N ''x'' \ud83c\udfc1"}], "c": 0.1}', '{"a": [1, null, {"b": "Gr\u00fc\u00dfe, l''\u00e9t\u00e9\n\u201e\u2602\u201c\t\\N ''x'' \ud83c\udfc1"}], "c": 0.1}', '{"a": [1, null, {"b": "Gr\u00fc\u00dfe, l''\u00e9t\u00e9\n\u201e\u2602\u201c\t\\N ''x'' \ud83c\udfc1"}], "c": 0.1}')
-----
INSERT INTO "season_entries" ("id", "season_id", "car_number", "class_id", "team_id", "car_id", "driver_id", "printed_name", "rating", "reserve", "rounds", "import_id", "line") VALUES (1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 2147483647)
-----
INSERT INTO "season_entries" ("id", "season_id", "car_number", "class_id", "team_id", "car_id", "driver_id", "printed_name", "rating", "reserve", "rounds", "import_id", "line") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2, 2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2147483647)
-----
INSERT INTO "entries" ("id", "event_id", "car_number", "variant", "team_id", "entrant_name", "car_id", "class_id", "tyre_manufacturer_id", "reserve", "crew_names") VALUES (1, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
-----
INSERT INTO "entries" ("id", "event_id", "car_number", "variant", "team_id", "entrant_name", "car_id", "class_id", "tyre_manufacturer_id", "reserve", "crew_names") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2, 2, 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "sessions" ("id", "event_id", "code", "name", "kind", "part_of_id", "layout_id", "starts_at", "time_zone", "scheduled_laps", "scheduled_us", "classified_lap", "state") VALUES (1, 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'test', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'scheduled')
-----
INSERT INTO "sessions" ("id", "event_id", "code", "name", "kind", "part_of_id", "layout_id", "starts_at", "time_zone", "scheduled_laps", "scheduled_us", "classified_lap", "state") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'practice', 1, 2, '2024-02-29 23:59:59.999999', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 4611686018427387905, 2147483647, 'provisional')
-----
INSERT INTO "entry_drivers" ("entry_id", "seat", "driver_id", "rating", "printed_name", "entered") VALUES (1, 1, 1, NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 1)
-----
INSERT INTO "entry_drivers" ("entry_id", "seat", "driver_id", "rating", "printed_name", "entered") VALUES (2, 2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 1)
-----
INSERT INTO "penalties" ("id", "session_id", "entry_id", "driver_id", "car_number", "driver_name", "kind", "time_us", "places", "laps", "points", "fine", "fine_currency", "given", "lap_number", "served", "applied", "reason", "document", "decided_at", "author", "import_id", "line") VALUES (1, 1, NULL, NULL, NULL, NULL, 'seconds', NULL, NULL, NULL, NULL, NULL, NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL, NULL, 1, NULL, NULL, NULL, NULL, 1, NULL)
-----
INSERT INTO "penalties" ("id", "session_id", "entry_id", "driver_id", "car_number", "driver_name", "kind", "time_us", "places", "laps", "points", "fine", "fine_currency", "given", "lap_number", "served", "applied", "reason", "document", "decided_at", "author", "import_id", "line") VALUES (2, 2, 2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'laps', 4611686018427387905, 2147483647, 2147483647, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 1, 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2147483647)
-----
INSERT INTO "race_control_messages" ("session_id", "number", "elapsed_us", "time_utc", "lap_number", "category", "flag", "scope", "sector", "car_number", "message", "import_id", "line") VALUES (1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 2147483647)
-----
INSERT INTO "race_control_messages" ("session_id", "number", "elapsed_us", "time_utc", "lap_number", "category", "flag", "scope", "sector", "car_number", "message", "import_id", "line") VALUES (2, 2, 4611686018427387905, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2147483647)
-----
INSERT INTO "results" ("session_id", "entry_id", "row_order", "position", "class_position", "classified", "status", "status_detail", "laps", "total_us", "gap_us", "gap_laps", "best_lap_us", "best_lap_number", "best_lap_driver_id", "speed_kph", "grid_position", "grid_note", "points", "before_penalties", "import_id", "line", "crew_names") VALUES (1, 1, 2147483647, NULL, NULL, NULL, 'finished', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 2147483647, NULL)
-----
INSERT INTO "results" ("session_id", "entry_id", "row_order", "position", "class_position", "classified", "status", "status_detail", "laps", "total_us", "gap_us", "gap_laps", "best_lap_us", "best_lap_number", "best_lap_driver_id", "speed_kph", "grid_position", "grid_note", "points", "before_penalties", "import_id", "line", "crew_names") VALUES (2, 2, 2147483647, 2147483647, 2147483647, 1, 'retired', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 4611686018427387905, 4611686018427387905, 2147483647, 4611686018427387905, 2147483647, 2, 3.00000000000000044408e-01, 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 3.00000000000000044408e-01, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "rounds" ("id", "season_id", "event_id", "session_id", "number") VALUES (1, 1, 1, NULL, NULL)
-----
INSERT INTO "rounds" ("id", "season_id", "event_id", "session_id", "number") VALUES (2, 2, 2, 2, 2)
-----
INSERT INTO "weather" ("session_id", "number", "elapsed_us", "time_utc", "air_c", "track_c", "humidity_pct", "pressure_mbar", "wind_kph", "wind_deg", "rain", "import_id", "line") VALUES (1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 2147483647)
-----
INSERT INTO "weather" ("session_id", "number", "elapsed_us", "time_utc", "air_c", "track_c", "humidity_pct", "pressure_mbar", "wind_kph", "wind_deg", "rain", "import_id", "line") VALUES (2, 2, 4611686018427387905, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 3.00000000000000044408e-01, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 1, 2, 2147483647)
-----
INSERT INTO "drives" ("session_id", "entry_id", "driver_id", "seat", "laps", "best_lap_us", "time_us", "points") VALUES (1, 1, 1, NULL, NULL, NULL, NULL, NULL)
-----
INSERT INTO "drives" ("session_id", "entry_id", "driver_id", "seat", "laps", "best_lap_us", "time_us", "points") VALUES (2, 2, 2, 2147483647, 2147483647, 4611686018427387905, 4611686018427387905, 3.00000000000000044408e-01)
-----
INSERT INTO "laps" ("session_id", "entry_id", "number", "driver_id", "lap_us", "elapsed_us", "time_utc", "s1_us", "s2_us", "s3_us", "position", "speed_kph", "top_kph", "pit_in", "pit_out", "flag", "compound", "tyre_age_laps", "deleted_reason", "import_id", "line", "clean", "running_position", "behind_leader_us") VALUES (1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL, NULL, NULL, NULL, 1, 2147483647, NULL, NULL, NULL)
-----
INSERT INTO "laps" ("session_id", "entry_id", "number", "driver_id", "lap_us", "elapsed_us", "time_utc", "s1_us", "s2_us", "s3_us", "position", "speed_kph", "top_kph", "pit_in", "pit_out", "flag", "compound", "tyre_age_laps", "deleted_reason", "import_id", "line", "clean", "running_position", "behind_leader_us") VALUES (2, 2, 2, 2, 4611686018427387905, 4611686018427387905, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 4611686018427387905, 4611686018427387905, 4611686018427387905, 2147483647, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 1, 1, 'yellow', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2147483647, 1, 2147483647, 4611686018427387905)
-----
INSERT INTO "pit_stops" ("session_id", "entry_id", "number", "lap_number", "elapsed_us", "lane_us", "stationary_us", "import_id", "line") VALUES (1, 1, 1, NULL, NULL, NULL, NULL, 1, 2147483647)
-----
INSERT INTO "pit_stops" ("session_id", "entry_id", "number", "lap_number", "elapsed_us", "lane_us", "stationary_us", "import_id", "line") VALUES (2, 2, 2, 2147483647, 4611686018427387905, 4611686018427387905, 4611686018427387905, 2, 2147483647)
-----
