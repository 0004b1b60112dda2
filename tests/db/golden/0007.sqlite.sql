CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
-----
CREATE TABLE aliases (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	text TEXT NOT NULL, 
	target_id INTEGER NOT NULL, 
	scope TEXT, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	CONSTRAINT pk_aliases PRIMARY KEY (id), 
	CONSTRAINT ck_aliases_kind_known CHECK (kind IN ('driver', 'team', 'manufacturer', 'car', 'circuit', 'series', 'class'))
)
-----
CREATE INDEX ix_aliases_kind_key ON aliases (kind, "key")
-----
CREATE TABLE circuits (
	id INTEGER NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	country TEXT, 
	time_zone TEXT, 
	CONSTRAINT pk_circuits PRIMARY KEY (id), 
	CONSTRAINT uq_circuits_slug UNIQUE (slug)
)
-----
CREATE TABLE corrections (
	id INTEGER NOT NULL, 
	table_name TEXT NOT NULL, 
	row_key JSON NOT NULL, 
	column_name TEXT NOT NULL, 
	old_value TEXT, 
	new_value TEXT, 
	reason TEXT NOT NULL, 
	author TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_corrections PRIMARY KEY (id)
)
-----
CREATE TABLE drivers (
	id INTEGER NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	given_name TEXT, 
	family_name TEXT, 
	suffix TEXT, 
	born_on DATE, 
	country TEXT, 
	CONSTRAINT pk_drivers PRIMARY KEY (id), 
	CONSTRAINT uq_drivers_slug UNIQUE (slug)
)
-----
CREATE TABLE manufacturers (
	id INTEGER NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	country TEXT, 
	CONSTRAINT pk_manufacturers PRIMARY KEY (id), 
	CONSTRAINT uq_manufacturers_slug UNIQUE (slug)
)
-----
CREATE TABLE reviews (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	text TEXT NOT NULL, 
	context JSON NOT NULL, 
	candidates JSON NOT NULL, 
	state TEXT NOT NULL, 
	decided_by TEXT, 
	decided_at DATETIME, 
	CONSTRAINT pk_reviews PRIMARY KEY (id), 
	CONSTRAINT ck_reviews_kind_known CHECK (kind IN ('driver', 'team', 'manufacturer', 'car', 'circuit', 'series', 'class')), 
	CONSTRAINT ck_reviews_state_known CHECK (state IN ('open', 'accepted', 'new'))
)
-----
CREATE TABLE series (
	id INTEGER NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_series PRIMARY KEY (id), 
	CONSTRAINT uq_series_slug UNIQUE (slug)
)
-----
CREATE TABLE sources (
	id INTEGER NOT NULL, 
	uri TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	media_type TEXT, 
	publisher TEXT, 
	licence TEXT, 
	retrieved_at DATETIME NOT NULL, 
	CONSTRAINT pk_sources PRIMARY KEY (id), 
	CONSTRAINT uq_sources_sha256 UNIQUE (sha256)
)
-----
CREATE TABLE teams (
	id INTEGER NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	country TEXT, 
	lineage TEXT, 
	CONSTRAINT pk_teams PRIMARY KEY (id), 
	CONSTRAINT uq_teams_slug UNIQUE (slug)
)
-----
CREATE TABLE cars (
	id INTEGER NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	manufacturer_id INTEGER, 
	engine_manufacturer_id INTEGER, 
	homologation TEXT, 
	CONSTRAINT pk_cars PRIMARY KEY (id), 
	CONSTRAINT fk_cars_engine_manufacturer_id FOREIGN KEY(engine_manufacturer_id) REFERENCES manufacturers (id), 
	CONSTRAINT fk_cars_manufacturer_id FOREIGN KEY(manufacturer_id) REFERENCES manufacturers (id), 
	CONSTRAINT uq_cars_slug UNIQUE (slug)
)
-----
CREATE INDEX ix_cars_manufacturer_id ON cars (manufacturer_id)
-----
CREATE TABLE classes (
	id INTEGER NOT NULL, 
	series_id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	family TEXT, 
	CONSTRAINT pk_classes PRIMARY KEY (id), 
	CONSTRAINT fk_classes_series_id FOREIGN KEY(series_id) REFERENCES series (id), 
	CONSTRAINT uq_classes_series_id_code UNIQUE (series_id, code)
)
-----
CREATE TABLE imports (
	id INTEGER NOT NULL, 
	source_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	reader TEXT NOT NULL, 
	options JSON NOT NULL, 
	racedb_version TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	rows_read INTEGER NOT NULL, 
	rows_new INTEGER NOT NULL, 
	rows_changed INTEGER NOT NULL, 
	rows_same INTEGER NOT NULL, 
	rows_rejected INTEGER NOT NULL, 
	message TEXT, 
	CONSTRAINT pk_imports PRIMARY KEY (id), 
	CONSTRAINT ck_imports_state_known CHECK (state IN ('running', 'applied', 'refused', 'failed', 'undone')), 
	CONSTRAINT fk_imports_source_id FOREIGN KEY(source_id) REFERENCES sources (id)
)
-----
CREATE INDEX ix_imports_source_id ON imports (source_id)
-----
CREATE TABLE layouts (
	id INTEGER NOT NULL, 
	circuit_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	length_m INTEGER NOT NULL, 
	valid_from DATE, 
	valid_to DATE, 
	CONSTRAINT pk_layouts PRIMARY KEY (id), 
	CONSTRAINT ck_layouts_length_m_from_1 CHECK (length_m >= 1), 
	CONSTRAINT fk_layouts_circuit_id FOREIGN KEY(circuit_id) REFERENCES circuits (id), 
	CONSTRAINT uq_layouts_circuit_id_name UNIQUE (circuit_id, name)
)
-----
CREATE TABLE seasons (
	id INTEGER NOT NULL, 
	series_id INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	CONSTRAINT pk_seasons PRIMARY KEY (id), 
	CONSTRAINT fk_seasons_series_id FOREIGN KEY(series_id) REFERENCES series (id), 
	CONSTRAINT uq_seasons_series_id_label UNIQUE (series_id, label)
)
-----
CREATE TABLE events (
	id INTEGER NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	layout_id INTEGER, 
	starts_on DATE, 
	ends_on DATE, 
	CONSTRAINT pk_events PRIMARY KEY (id), 
	CONSTRAINT fk_events_layout_id FOREIGN KEY(layout_id) REFERENCES layouts (id), 
	CONSTRAINT uq_events_slug UNIQUE (slug)
)
-----
CREATE TABLE rejects (
	import_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	line INTEGER, 
	field TEXT, 
	code TEXT NOT NULL, 
	message TEXT NOT NULL, 
	raw TEXT NOT NULL, 
	CONSTRAINT pk_rejects PRIMARY KEY (import_id, number), 
	CONSTRAINT fk_rejects_import_id FOREIGN KEY(import_id) REFERENCES imports (id)
)
-----
CREATE TABLE revisions (
	id INTEGER NOT NULL, 
	import_id INTEGER NOT NULL, 
	table_name TEXT NOT NULL, 
	row_key JSON NOT NULL, 
	old JSON, 
	new JSON, 
	CONSTRAINT pk_revisions PRIMARY KEY (id), 
	CONSTRAINT fk_revisions_import_id FOREIGN KEY(import_id) REFERENCES imports (id)
)
-----
CREATE INDEX ix_revisions_import_id ON revisions (import_id)
-----
CREATE TABLE entries (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	car_number TEXT, 
	variant INTEGER NOT NULL, 
	team_id INTEGER, 
	entrant_name TEXT, 
	car_id INTEGER, 
	class_id INTEGER, 
	tyre_manufacturer_id INTEGER, 
	CONSTRAINT pk_entries PRIMARY KEY (id), 
	CONSTRAINT ck_entries_variant_from_1 CHECK (variant >= 1), 
	CONSTRAINT fk_entries_car_id FOREIGN KEY(car_id) REFERENCES cars (id), 
	CONSTRAINT fk_entries_class_id FOREIGN KEY(class_id) REFERENCES classes (id), 
	CONSTRAINT fk_entries_event_id FOREIGN KEY(event_id) REFERENCES events (id), 
	CONSTRAINT fk_entries_team_id FOREIGN KEY(team_id) REFERENCES teams (id), 
	CONSTRAINT fk_entries_tyre_manufacturer_id FOREIGN KEY(tyre_manufacturer_id) REFERENCES manufacturers (id), 
	CONSTRAINT uq_entries_event_id_car_number_variant UNIQUE (event_id, car_number, variant)
)
-----
CREATE INDEX ix_entries_car_id ON entries (car_id)
-----
CREATE INDEX ix_entries_class_id ON entries (class_id)
-----
CREATE INDEX ix_entries_team_id ON entries (team_id)
-----
CREATE TABLE rounds (
	season_id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	number INTEGER, 
	CONSTRAINT pk_rounds PRIMARY KEY (season_id, event_id), 
	CONSTRAINT fk_rounds_event_id FOREIGN KEY(event_id) REFERENCES events (id), 
	CONSTRAINT fk_rounds_season_id FOREIGN KEY(season_id) REFERENCES seasons (id)
)
-----
CREATE INDEX ix_rounds_event_id ON rounds (event_id)
-----
CREATE TABLE sessions (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	part_of_id INTEGER, 
	layout_id INTEGER, 
	starts_at DATETIME, 
	state TEXT NOT NULL, 
	CONSTRAINT pk_sessions PRIMARY KEY (id), 
	CONSTRAINT ck_sessions_kind_known CHECK (kind IN ('test', 'practice', 'qualifying', 'warmup', 'race')), 
	CONSTRAINT ck_sessions_state_known CHECK (state IN ('scheduled', 'provisional', 'final', 'amended', 'cancelled')), 
	CONSTRAINT fk_sessions_event_id FOREIGN KEY(event_id) REFERENCES events (id), 
	CONSTRAINT fk_sessions_layout_id FOREIGN KEY(layout_id) REFERENCES layouts (id), 
	CONSTRAINT fk_sessions_part_of_id FOREIGN KEY(part_of_id) REFERENCES sessions (id), 
	CONSTRAINT uq_sessions_event_id_code UNIQUE (event_id, code)
)
-----
CREATE TABLE entry_drivers (
	entry_id INTEGER NOT NULL, 
	seat INTEGER NOT NULL, 
	driver_id INTEGER NOT NULL, 
	rating TEXT, 
	printed_name TEXT NOT NULL, 
	CONSTRAINT pk_entry_drivers PRIMARY KEY (entry_id, seat), 
	CONSTRAINT ck_entry_drivers_seat_from_1 CHECK (seat >= 1), 
	CONSTRAINT fk_entry_drivers_driver_id FOREIGN KEY(driver_id) REFERENCES drivers (id), 
	CONSTRAINT fk_entry_drivers_entry_id FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT uq_entry_drivers_entry_id_driver_id UNIQUE (entry_id, driver_id)
)
-----
CREATE INDEX ix_entry_drivers_driver_id ON entry_drivers (driver_id)
-----
CREATE TABLE results (
	session_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	row_order INTEGER NOT NULL, 
	position INTEGER, 
	class_position INTEGER, 
	classified BOOLEAN, 
	status TEXT NOT NULL, 
	status_detail TEXT, 
	laps INTEGER, 
	total_us INTEGER, 
	gap_us INTEGER, 
	gap_laps INTEGER, 
	best_lap_us INTEGER, 
	best_lap_number INTEGER, 
	best_lap_driver_id INTEGER, 
	speed_kph FLOAT, 
	grid_position INTEGER, 
	grid_note TEXT, 
	points FLOAT, 
	import_id INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	CONSTRAINT pk_results PRIMARY KEY (session_id, entry_id), 
	CONSTRAINT ck_results_status_known CHECK (status IN ('finished', 'retired', 'not_started', 'withdrawn', 'not_qualified', 'not_prequalified', 'disqualified', 'excluded', 'no_time', 'unknown')), 
	CONSTRAINT ck_results_best_lap_number_from_1 CHECK (best_lap_number >= 1), 
	CONSTRAINT ck_results_best_lap_us_from_1 CHECK (best_lap_us >= 1), 
	CONSTRAINT ck_results_class_position_from_1 CHECK (class_position >= 1), 
	CONSTRAINT ck_results_grid_position_from_1 CHECK (grid_position >= 1), 
	CONSTRAINT ck_results_laps_from_0 CHECK (laps >= 0), 
	CONSTRAINT ck_results_position_from_1 CHECK (position >= 1), 
	CONSTRAINT ck_results_total_us_from_1 CHECK (total_us >= 1), 
	CONSTRAINT fk_results_best_lap_driver_id FOREIGN KEY(best_lap_driver_id) REFERENCES drivers (id), 
	CONSTRAINT fk_results_entry_id FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT fk_results_import_id FOREIGN KEY(import_id) REFERENCES imports (id), 
	CONSTRAINT fk_results_session_id FOREIGN KEY(session_id) REFERENCES sessions (id)
)
-----
CREATE INDEX ix_results_entry_id ON results (entry_id)
-----
CREATE INDEX ix_results_import_id ON results (import_id)
-----
CREATE TABLE drives (
	session_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	driver_id INTEGER NOT NULL, 
	laps INTEGER, 
	best_lap_us INTEGER, 
	time_us INTEGER, 
	points FLOAT, 
	CONSTRAINT pk_drives PRIMARY KEY (session_id, entry_id, driver_id), 
	CONSTRAINT fk_drives_driver_id FOREIGN KEY(driver_id) REFERENCES drivers (id), 
	CONSTRAINT fk_drives_session_id_entry_id FOREIGN KEY(session_id, entry_id) REFERENCES results (session_id, entry_id)
)
-----
CREATE INDEX ix_drives_driver_id ON drives (driver_id)
-----
CREATE TABLE laps (
	session_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	driver_id INTEGER, 
	lap_us INTEGER, 
	elapsed_us INTEGER, 
	s1_us INTEGER, 
	s2_us INTEGER, 
	s3_us INTEGER, 
	position INTEGER, 
	speed_kph FLOAT, 
	top_kph FLOAT, 
	pit_in BOOLEAN NOT NULL, 
	pit_out BOOLEAN NOT NULL, 
	flag TEXT, 
	deleted_reason TEXT, 
	import_id INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	CONSTRAINT pk_laps PRIMARY KEY (session_id, entry_id, number), 
	CONSTRAINT ck_laps_flag_known CHECK (flag IN ('green', 'yellow', 'fcy', 'sc', 'vsc', 'code60', 'red', 'chequered')), 
	CONSTRAINT ck_laps_lap_us_from_1 CHECK (lap_us >= 1), 
	CONSTRAINT ck_laps_number_from_1 CHECK (number >= 1), 
	CONSTRAINT fk_laps_driver_id FOREIGN KEY(driver_id) REFERENCES drivers (id), 
	CONSTRAINT fk_laps_import_id FOREIGN KEY(import_id) REFERENCES imports (id), 
	CONSTRAINT fk_laps_session_id_entry_id FOREIGN KEY(session_id, entry_id) REFERENCES results (session_id, entry_id)
)
-----
CREATE INDEX ix_laps_driver_id ON laps (driver_id)
-----
CREATE TABLE pit_stops (
	session_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	lap_number INTEGER, 
	elapsed_us INTEGER, 
	lane_us INTEGER, 
	stationary_us INTEGER, 
	import_id INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	CONSTRAINT pk_pit_stops PRIMARY KEY (session_id, entry_id, number), 
	CONSTRAINT ck_pit_stops_number_from_1 CHECK (number >= 1), 
	CONSTRAINT fk_pit_stops_import_id FOREIGN KEY(import_id) REFERENCES imports (id), 
	CONSTRAINT fk_pit_stops_session_id_entry_id FOREIGN KEY(session_id, entry_id) REFERENCES results (session_id, entry_id)
)
-----
CREATE VIEW crew_names AS
SELECT e.id AS entry_id,
       (SELECT group_concat(named.name, ' / ')
          FROM (SELECT d.name
                  FROM entry_drivers AS s
                  JOIN drivers AS d ON d.id = s.driver_id
                 WHERE s.entry_id = e.id
                 ORDER BY s.seat) AS named) AS drivers,
       (SELECT count(*) FROM entry_drivers AS s WHERE s.entry_id = e.id) AS driver_count
  FROM entries AS e
-----
CREATE VIEW classification AS
SELECT (SELECT se.name
          FROM rounds AS ro
          JOIN seasons AS sn ON sn.id = ro.season_id
          JOIN series AS se ON se.id = sn.series_id
         WHERE ro.event_id = ev.id
         ORDER BY se.id, sn.id LIMIT 1) AS series,
       (SELECT sn.label
          FROM rounds AS ro
          JOIN seasons AS sn ON sn.id = ro.season_id
         WHERE ro.event_id = ev.id
         ORDER BY sn.series_id, sn.id LIMIT 1) AS season,
       ev.name AS event,
       s.name AS session,
       s.kind AS session_kind,
       r.row_order,
       r.position,
       r.class_position,
       e.car_number,
       cl.code AS class,
       t.name AS team,
       e.entrant_name AS entrant,
       m.name AS manufacturer,
       ca.name AS car,
       (SELECT c.drivers FROM crew_names AS c WHERE c.entry_id = e.id) AS drivers,
       (SELECT c.driver_count FROM crew_names AS c WHERE c.entry_id = e.id) AS driver_count,
       r.status,
       r.status_detail,
       r.classified,
       r.laps,
       r.total_us,
       r.gap_us,
       r.gap_laps,
       r.best_lap_us,
       CAST(r.best_lap_us AS DOUBLE PRECISION) / 1000000 AS best_lap_s,
       r.speed_kph,
       r.grid_position,
       r.points,
       r.session_id,
       r.entry_id,
       r.import_id,
       r.line
  FROM results AS r
  JOIN sessions AS s ON s.id = r.session_id
  JOIN events AS ev ON ev.id = s.event_id
  JOIN entries AS e ON e.id = r.entry_id
  LEFT JOIN classes AS cl ON cl.id = e.class_id
  LEFT JOIN teams AS t ON t.id = e.team_id
  LEFT JOIN cars AS ca ON ca.id = e.car_id
  LEFT JOIN manufacturers AS m ON m.id = ca.manufacturer_id
-----
CREATE VIEW lap_times AS
SELECT (SELECT se.name
          FROM rounds AS ro
          JOIN seasons AS sn ON sn.id = ro.season_id
          JOIN series AS se ON se.id = sn.series_id
         WHERE ro.event_id = ev.id
         ORDER BY se.id, sn.id LIMIT 1) AS series,
       (SELECT sn.label
          FROM rounds AS ro
          JOIN seasons AS sn ON sn.id = ro.season_id
         WHERE ro.event_id = ev.id
         ORDER BY sn.series_id, sn.id LIMIT 1) AS season,
       ev.name AS event,
       s.name AS session,
       s.kind AS session_kind,
       e.car_number,
       cl.code AS class,
       t.name AS team,
       m.name AS manufacturer,
       ca.name AS car,
       d.name AS driver,
       l.number AS lap_number,
       l.lap_us,
       CAST(l.lap_us AS DOUBLE PRECISION) / 1000000 AS lap_s,
       l.elapsed_us,
       l.s1_us,
       l.s2_us,
       l.s3_us,
       l.position,
       l.speed_kph,
       l.top_kph,
       l.pit_in,
       l.pit_out,
       l.flag,
       l.deleted_reason,
       l.session_id,
       l.entry_id,
       l.driver_id,
       l.import_id,
       l.line
  FROM laps AS l
  JOIN sessions AS s ON s.id = l.session_id
  JOIN events AS ev ON ev.id = s.event_id
  JOIN entries AS e ON e.id = l.entry_id
  LEFT JOIN classes AS cl ON cl.id = e.class_id
  LEFT JOIN teams AS t ON t.id = e.team_id
  LEFT JOIN cars AS ca ON ca.id = e.car_id
  LEFT JOIN manufacturers AS m ON m.id = ca.manufacturer_id
  LEFT JOIN drivers AS d ON d.id = l.driver_id
-----
CREATE VIEW crews AS
SELECT ev.name AS event,
       s.entry_id,
       e.car_number,
       s.seat,
       d.name AS driver,
       s.printed_name,
       s.rating,
       s.driver_id
  FROM entry_drivers AS s
  JOIN entries AS e ON e.id = s.entry_id
  JOIN events AS ev ON ev.id = e.event_id
  JOIN drivers AS d ON d.id = s.driver_id
-----
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	schedule TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	host TEXT NOT NULL, 
	pid INTEGER NOT NULL, 
	loaded INTEGER NOT NULL, 
	same INTEGER NOT NULL, 
	failed INTEGER NOT NULL, 
	set_aside INTEGER NOT NULL, 
	waiting INTEGER NOT NULL, 
	message TEXT, 
	CONSTRAINT pk_runs PRIMARY KEY (id), 
	CONSTRAINT ck_runs_outcome_known CHECK (outcome IN ('running', 'done', 'look', 'failed', 'later', 'broken'))
)
-----
CREATE INDEX ix_runs_schedule ON runs (schedule)
-----
CREATE TABLE set_aside (
	uri TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	run_id INTEGER NOT NULL, 
	message TEXT NOT NULL, 
	CONSTRAINT pk_set_aside PRIMARY KEY (uri), 
	CONSTRAINT fk_set_aside_run_id FOREIGN KEY(run_id) REFERENCES runs (id)
)
-----
CREATE INDEX ix_set_aside_run_id ON set_aside (run_id)
-----
CREATE TABLE manufacturer_bests (
	manufacturer_id INTEGER NOT NULL, 
	best_lap_us INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	CONSTRAINT pk_manufacturer_bests PRIMARY KEY (manufacturer_id), 
	CONSTRAINT fk_manufacturer_bests_manufacturer_id FOREIGN KEY(manufacturer_id) REFERENCES manufacturers (id)
)
-----
CREATE TABLE lap_sums (
	session_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	driver_id INTEGER NOT NULL, 
	laps INTEGER NOT NULL, 
	pit_ins INTEGER NOT NULL, 
	laps_led INTEGER NOT NULL, 
	first_led INTEGER, 
	last_led INTEGER, 
	best_lap_us INTEGER, 
	clean_laps INTEGER NOT NULL, 
	best_clean_us INTEGER, 
	mean_us INTEGER, 
	median_us INTEGER, 
	s1_us INTEGER, 
	s2_us INTEGER, 
	s3_us INTEGER, 
	CONSTRAINT pk_lap_sums PRIMARY KEY (session_id, entry_id, driver_id)
)
-----
ALTER TABLE laps ADD COLUMN clean BOOLEAN
-----
ALTER TABLE laps ADD COLUMN running_position INTEGER
-----
ALTER TABLE laps ADD COLUMN behind_leader_us INTEGER
-----
ALTER TABLE lap_sums ADD COLUMN odd_laps INTEGER
-----
CREATE TABLE lap_leaders (
	session_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	leader_entry_id INTEGER, 
	new_leader BOOLEAN NOT NULL, 
	cars_up INTEGER NOT NULL, 
	places_gained INTEGER NOT NULL, 
	most_by_entry_id INTEGER, 
	most_places INTEGER, 
	CONSTRAINT pk_lap_leaders PRIMARY KEY (session_id, number)
)
-----
ALTER TABLE entries ADD COLUMN crew_names TEXT
-----
DROP VIEW classification
-----
DROP VIEW crew_names
-----
CREATE VIEW crew_names AS
SELECT e.id AS entry_id,
       e.crew_names AS drivers,
       (SELECT count(*) FROM entry_drivers AS s WHERE s.entry_id = e.id) AS driver_count
  FROM entries AS e
-----
CREATE VIEW classification AS
SELECT (SELECT se.name
          FROM rounds AS ro
          JOIN seasons AS sn ON sn.id = ro.season_id
          JOIN series AS se ON se.id = sn.series_id
         WHERE ro.event_id = ev.id
         ORDER BY se.id, sn.id LIMIT 1) AS series,
       (SELECT sn.label
          FROM rounds AS ro
          JOIN seasons AS sn ON sn.id = ro.season_id
         WHERE ro.event_id = ev.id
         ORDER BY sn.series_id, sn.id LIMIT 1) AS season,
       ev.name AS event,
       s.name AS session,
       s.kind AS session_kind,
       r.row_order,
       r.position,
       r.class_position,
       e.car_number,
       cl.code AS class,
       t.name AS team,
       e.entrant_name AS entrant,
       m.name AS manufacturer,
       ca.name AS car,
       (SELECT c.drivers FROM crew_names AS c WHERE c.entry_id = e.id) AS drivers,
       (SELECT c.driver_count FROM crew_names AS c WHERE c.entry_id = e.id) AS driver_count,
       r.status,
       r.status_detail,
       r.classified,
       r.laps,
       r.total_us,
       r.gap_us,
       r.gap_laps,
       r.best_lap_us,
       CAST(r.best_lap_us AS DOUBLE PRECISION) / 1000000 AS best_lap_s,
       r.speed_kph,
       r.grid_position,
       r.points,
       r.session_id,
       r.entry_id,
       r.import_id,
       r.line
  FROM results AS r
  JOIN sessions AS s ON s.id = r.session_id
  JOIN events AS ev ON ev.id = s.event_id
  JOIN entries AS e ON e.id = r.entry_id
  LEFT JOIN classes AS cl ON cl.id = e.class_id
  LEFT JOIN teams AS t ON t.id = e.team_id
  LEFT JOIN cars AS ca ON ca.id = e.car_id
  LEFT JOIN manufacturers AS m ON m.id = ca.manufacturer_id
-----
CREATE TABLE field_spreads (
	session_id INTEGER NOT NULL, 
	cars INTEGER NOT NULL, 
	cars_timed INTEGER NOT NULL, 
	first_us INTEGER NOT NULL, 
	tenth_us INTEGER, 
	last_us INTEGER NOT NULL, 
	cars_outside_107 INTEGER NOT NULL, 
	CONSTRAINT pk_field_spreads PRIMARY KEY (session_id)
)
-----
CREATE TABLE car_starts (
	thousand INTEGER NOT NULL, 
	car_id INTEGER NOT NULL, 
	cause TEXT NOT NULL, 
	starts INTEGER NOT NULL, 
	finished INTEGER NOT NULL, 
	retired INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	CONSTRAINT pk_car_starts PRIMARY KEY (thousand, car_id, cause)
)
-----
CREATE INDEX ix_results_podium ON results (session_id, entry_id, position, class_position) WHERE position <= 3 OR class_position <= 3
-----
INSERT INTO alembic_version VALUES ('0007')
-----
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
INSERT INTO "car_starts" ("thousand", "car_id", "cause", "starts", "finished", "retired", "session_id", "entry_id") VALUES (1, 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 2147483647, 2147483647, 2147483647, 4611686018427387905, 4611686018427387905)
-----
INSERT INTO "car_starts" ("thousand", "car_id", "cause", "starts", "finished", "retired", "session_id", "entry_id") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 2147483647, 2147483647, 4611686018427387905, 4611686018427387905)
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
INSERT INTO "field_spreads" ("session_id", "cars", "cars_timed", "first_us", "tenth_us", "last_us", "cars_outside_107") VALUES (1, 2147483647, 2147483647, 4611686018427387905, NULL, 4611686018427387905, 2147483647)
-----
INSERT INTO "field_spreads" ("session_id", "cars", "cars_timed", "first_us", "tenth_us", "last_us", "cars_outside_107") VALUES (2, 2147483647, 2147483647, 4611686018427387905, 4611686018427387905, 4611686018427387905, 2147483647)
-----
INSERT INTO "lap_leaders" ("session_id", "number", "leader_entry_id", "new_leader", "cars_up", "places_gained", "most_by_entry_id", "most_places") VALUES (1, 1, NULL, 1, 2147483647, 2147483647, NULL, NULL)
-----
INSERT INTO "lap_leaders" ("session_id", "number", "leader_entry_id", "new_leader", "cars_up", "places_gained", "most_by_entry_id", "most_places") VALUES (2, 2, 4611686018427387905, 1, 2147483647, 2147483647, 4611686018427387905, 2147483647)
-----
INSERT INTO "lap_sums" ("session_id", "entry_id", "driver_id", "laps", "pit_ins", "laps_led", "first_led", "last_led", "best_lap_us", "clean_laps", "best_clean_us", "mean_us", "median_us", "s1_us", "s2_us", "s3_us", "odd_laps") VALUES (1, 1, 1, 2147483647, 2147483647, 2147483647, NULL, NULL, NULL, 2147483647, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
-----
INSERT INTO "lap_sums" ("session_id", "entry_id", "driver_id", "laps", "pit_ins", "laps_led", "first_led", "last_led", "best_lap_us", "clean_laps", "best_clean_us", "mean_us", "median_us", "s1_us", "s2_us", "s3_us", "odd_laps") VALUES (2, 2, 2, 2147483647, 2147483647, 2147483647, 2147483647, 2147483647, 4611686018427387905, 2147483647, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 2147483647)
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
INSERT INTO "manufacturer_bests" ("manufacturer_id", "best_lap_us", "session_id", "entry_id") VALUES (1, 4611686018427387905, 4611686018427387905, 4611686018427387905)
-----
INSERT INTO "manufacturer_bests" ("manufacturer_id", "best_lap_us", "session_id", "entry_id") VALUES (2, 4611686018427387905, 4611686018427387905, 4611686018427387905)
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
INSERT INTO "events" ("id", "slug", "name", "layout_id", "starts_on", "ends_on") VALUES (1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', NULL, NULL, NULL)
-----
INSERT INTO "events" ("id", "slug", "name", "layout_id", "starts_on", "ends_on") VALUES (2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, '1931-02-28', '1931-02-28')
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
INSERT INTO "entries" ("id", "event_id", "car_number", "variant", "team_id", "entrant_name", "car_id", "class_id", "tyre_manufacturer_id", "crew_names") VALUES (1, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL)
-----
INSERT INTO "entries" ("id", "event_id", "car_number", "variant", "team_id", "entrant_name", "car_id", "class_id", "tyre_manufacturer_id", "crew_names") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "rounds" ("season_id", "event_id", "number") VALUES (1, 1, NULL)
-----
INSERT INTO "rounds" ("season_id", "event_id", "number") VALUES (2, 2, 2)
-----
INSERT INTO "sessions" ("id", "event_id", "code", "name", "kind", "part_of_id", "layout_id", "starts_at", "state") VALUES (1, 1, 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'Grüße, l''été
„☂“	\N ''x'' 🏁1', 'test', NULL, NULL, NULL, 'scheduled')
-----
INSERT INTO "sessions" ("id", "event_id", "code", "name", "kind", "part_of_id", "layout_id", "starts_at", "state") VALUES (2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'practice', 1, 2, '2024-02-29 23:59:59.999999', 'provisional')
-----
INSERT INTO "entry_drivers" ("entry_id", "seat", "driver_id", "rating", "printed_name") VALUES (1, 1, 1, NULL, 'Grüße, l''été
„☂“	\N ''x'' 🏁1')
-----
INSERT INTO "entry_drivers" ("entry_id", "seat", "driver_id", "rating", "printed_name") VALUES (2, 2, 2, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 'Grüße, l''été
„☂“	\N ''x'' 🏁2')
-----
INSERT INTO "results" ("session_id", "entry_id", "row_order", "position", "class_position", "classified", "status", "status_detail", "laps", "total_us", "gap_us", "gap_laps", "best_lap_us", "best_lap_number", "best_lap_driver_id", "speed_kph", "grid_position", "grid_note", "points", "import_id", "line") VALUES (1, 1, 2147483647, NULL, NULL, NULL, 'finished', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 2147483647)
-----
INSERT INTO "results" ("session_id", "entry_id", "row_order", "position", "class_position", "classified", "status", "status_detail", "laps", "total_us", "gap_us", "gap_laps", "best_lap_us", "best_lap_number", "best_lap_driver_id", "speed_kph", "grid_position", "grid_note", "points", "import_id", "line") VALUES (2, 2, 2147483647, 2147483647, 2147483647, 1, 'retired', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2147483647, 4611686018427387905, 4611686018427387905, 2147483647, 4611686018427387905, 2147483647, 2, 3.00000000000000044408e-01, 2147483647, 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 3.00000000000000044408e-01, 2, 2147483647)
-----
INSERT INTO "drives" ("session_id", "entry_id", "driver_id", "laps", "best_lap_us", "time_us", "points") VALUES (1, 1, 1, NULL, NULL, NULL, NULL)
-----
INSERT INTO "drives" ("session_id", "entry_id", "driver_id", "laps", "best_lap_us", "time_us", "points") VALUES (2, 2, 2, 2147483647, 4611686018427387905, 4611686018427387905, 3.00000000000000044408e-01)
-----
INSERT INTO "laps" ("session_id", "entry_id", "number", "driver_id", "lap_us", "elapsed_us", "s1_us", "s2_us", "s3_us", "position", "speed_kph", "top_kph", "pit_in", "pit_out", "flag", "deleted_reason", "import_id", "line", "clean", "running_position", "behind_leader_us") VALUES (1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL, NULL, 1, 2147483647, NULL, NULL, NULL)
-----
INSERT INTO "laps" ("session_id", "entry_id", "number", "driver_id", "lap_us", "elapsed_us", "s1_us", "s2_us", "s3_us", "position", "speed_kph", "top_kph", "pit_in", "pit_out", "flag", "deleted_reason", "import_id", "line", "clean", "running_position", "behind_leader_us") VALUES (2, 2, 2, 2, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 4611686018427387905, 2147483647, 3.00000000000000044408e-01, 3.00000000000000044408e-01, 1, 1, 'yellow', 'Grüße, l''été
„☂“	\N ''x'' 🏁2', 2, 2147483647, 1, 2147483647, 4611686018427387905)
-----
INSERT INTO "pit_stops" ("session_id", "entry_id", "number", "lap_number", "elapsed_us", "lane_us", "stationary_us", "import_id", "line") VALUES (1, 1, 1, NULL, NULL, NULL, NULL, 1, 2147483647)
-----
INSERT INTO "pit_stops" ("session_id", "entry_id", "number", "lap_number", "elapsed_us", "lane_us", "stationary_us", "import_id", "line") VALUES (2, 2, 2, 2147483647, 4611686018427387905, 4611686018427387905, 4611686018427387905, 2, 2147483647)
-----
