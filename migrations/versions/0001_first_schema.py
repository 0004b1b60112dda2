"""
The first schema: reference tables, events, entries, facts, provenance, decisions, and the views.

The SQL of the views lies in the folder of this revision; what SQLite and PostgreSQL write
differently is the text of a crew alone.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VIEWS = ("crew_names", "classification", "lap_times", "stints", "crews")
TABLES = (
    "aliases",
    "circuits",
    "corrections",
    "drivers",
    "manufacturers",
    "reviews",
    "series",
    "sources",
    "teams",
    "cars",
    "classes",
    "imports",
    "layouts",
    "seasons",
    "events",
    "rejects",
    "revisions",
    "entries",
    "rounds",
    "sessions",
    "entry_drivers",
    "results",
    "drives",
    "laps",
    "pit_stops",
)


def view(name: str) -> str:
    folder = Path(__file__).parent / revision
    own = folder / f"{name}.{op.get_bind().dialect.name}.sql"
    shared = folder / f"{name}.sql"
    return (own if own.exists() else shared).read_text(encoding="utf-8")


def upgrade() -> None:
    op.create_table(
        "aliases",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="driver, team, manufacturer, car, circuit, series or class",
        ),
        sa.Column("key", sa.Text(), nullable=False, comment="the folded text"),
        sa.Column("text", sa.Text(), nullable=False, comment="as first printed"),
        sa.Column("target_id", BIG, nullable=False, comment="id in the table of that kind"),
        sa.Column(
            "scope",
            sa.Text(),
            nullable=True,
            comment="where it holds; NULL: everywhere; 'ref': a publisher's key",
        ),
        sa.Column("decided_by", sa.Text(), nullable=False, comment="'load', or who decided"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.CheckConstraint(
            "kind IN ('driver', 'team', 'manufacturer', 'car', 'circuit', 'series', 'class')",
            name=op.f("ck_aliases_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_aliases"),
    )
    op.create_index("ix_aliases_kind_key", "aliases", ["kind", "key"])
    op.create_table(
        "circuits",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column(
            "slug", sa.Text(), nullable=False, comment="public key: ascii, lower case, hyphens"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Spa-Francorchamps"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166 alpha-2; NULL: not known"),
        sa.Column("time_zone", sa.Text(), nullable=True, comment="IANA name: Europe/Brussels"),
        sa.PrimaryKeyConstraint("id", name="pk_circuits"),
        sa.UniqueConstraint("slug", name="uq_circuits_slug"),
    )
    op.create_table(
        "corrections",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False, comment="results, laps ..."),
        sa.Column("row_key", sa.JSON(), nullable=False, comment="the row's key in names"),
        sa.Column("column_name", sa.Text(), nullable=False, comment="the column"),
        sa.Column("old_value", sa.Text(), nullable=True, comment="as the file says"),
        sa.Column("new_value", sa.Text(), nullable=True, comment="as it is right"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why"),
        sa.Column("author", sa.Text(), nullable=False, comment="who"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_table(
        "drivers",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column(
            "slug", sa.Text(), nullable=False, comment="public key: ascii, lower case, hyphens"
        ),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="written well: Neel Jani, not Neel JANI"
        ),
        sa.Column("given_name", sa.Text(), nullable=True, comment="NULL: a single name"),
        sa.Column(
            "family_name", sa.Text(), nullable=True, comment="with its particles: van der Zande"
        ),
        sa.Column("suffix", sa.Text(), nullable=True, comment="Jr., Sr., III"),
        sa.Column("born_on", sa.Date(), nullable=True, comment="NULL: not known"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166 alpha-2; NULL: not known"),
        sa.PrimaryKeyConstraint("id", name="pk_drivers"),
        sa.UniqueConstraint("slug", name="uq_drivers_slug"),
    )
    op.create_table(
        "manufacturers",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column(
            "slug", sa.Text(), nullable=False, comment="public key: ascii, lower case, hyphens"
        ),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="as it writes itself: Aston Martin, Citroën"
        ),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166 alpha-2; NULL: not known"),
        sa.PrimaryKeyConstraint("id", name="pk_manufacturers"),
        sa.UniqueConstraint("slug", name="uq_manufacturers_slug"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="driver, team ..."),
        sa.Column("key", sa.Text(), nullable=False, comment="the folded text"),
        sa.Column("text", sa.Text(), nullable=False, comment="as printed"),
        sa.Column("context", sa.JSON(), nullable=False, comment="where it was printed"),
        sa.Column(
            "candidates",
            sa.JSON(),
            nullable=False,
            comment="known rows it resembles, with the reasons",
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="open, accepted or new"),
        sa.Column("decided_by", sa.Text(), nullable=True, comment="who answered"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="UTC"),
        sa.CheckConstraint(
            "kind IN ('driver', 'team', 'manufacturer', 'car', 'circuit', 'series', 'class')",
            name=op.f("ck_reviews_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'new')", name=op.f("ck_reviews_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_table(
        "series",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column(
            "slug", sa.Text(), nullable=False, comment="public key: ascii, lower case, hyphens"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="FIA GT Championship"),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.UniqueConstraint("slug", name="uq_series_slug"),
    )
    op.create_table(
        "sources",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column(
            "uri", sa.Text(), nullable=False, comment="path or address that it was first read from"
        ),
        sa.Column("sha256", sa.Text(), nullable=False, comment="hash of its bytes, in hex"),
        sa.Column("size_bytes", BIG, nullable=False, comment="its length"),
        sa.Column("media_type", sa.Text(), nullable=True, comment="text/csv ..."),
        sa.Column("publisher", sa.Text(), nullable=True, comment="who made the figures"),
        sa.Column("licence", sa.Text(), nullable=True, comment="terms of use"),
        sa.Column(
            "retrieved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it was first read, UTC",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("sha256", name="uq_sources_sha256"),
    )
    op.create_table(
        "teams",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column(
            "slug", sa.Text(), nullable=False, comment="public key: ascii, lower case, hyphens"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="as printed first"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166 alpha-2; NULL: not known"),
        sa.Column(
            "lineage",
            sa.Text(),
            nullable=True,
            comment="the same text for all names of one organisation",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("slug", name="uq_teams_slug"),
    )
    op.create_table(
        "cars",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column(
            "slug", sa.Text(), nullable=False, comment="public key: ascii, lower case, hyphens"
        ),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="with its maker; a car known only by its maker has the maker's name",
        ),
        sa.Column(
            "manufacturer_id", BIG, nullable=True, comment="whose badge it wears; NULL: not known"
        ),
        sa.Column(
            "engine_manufacturer_id",
            BIG,
            nullable=True,
            comment="maker of its engine; NULL: the same, or not known",
        ),
        sa.Column(
            "homologation", sa.Text(), nullable=True, comment="rules that it is approved under"
        ),
        sa.ForeignKeyConstraint(
            ["engine_manufacturer_id"], ["manufacturers.id"], name="fk_cars_engine_manufacturer_id"
        ),
        sa.ForeignKeyConstraint(
            ["manufacturer_id"], ["manufacturers.id"], name="fk_cars_manufacturer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cars"),
        sa.UniqueConstraint("slug", name="uq_cars_slug"),
    )
    op.create_index("ix_cars_manufacturer_id", "cars", ["manufacturer_id"])
    op.create_table(
        "classes",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("series_id", BIG, nullable=False, comment="the championship"),
        sa.Column("code", sa.Text(), nullable=False, comment="as printed: GT1, LMP2, GTD"),
        sa.Column(
            "family",
            sa.Text(),
            nullable=True,
            comment="joins the codes of several series: GT3 of GTD and G3",
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_classes_series_id"),
        sa.PrimaryKeyConstraint("id", name="pk_classes"),
        sa.UniqueConstraint("series_id", "code", name="uq_classes_series_id_code"),
    )
    op.create_table(
        "imports",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("source_id", BIG, nullable=False, comment="the file"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="running, applied, refused, failed or undone",
        ),
        sa.Column("reader", sa.Text(), nullable=False, comment="the reader that read it"),
        sa.Column(
            "options",
            sa.JSON(),
            nullable=False,
            comment="context and way of reading that were asked for",
        ),
        sa.Column(
            "racedb_version", sa.Text(), nullable=False, comment="the program that loaded it"
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="UTC; NULL: still running",
        ),
        sa.Column(
            "rows_read",
            BIG,
            nullable=False,
            comment="rows of the file: new + changed + same + rejected",
        ),
        sa.Column("rows_new", BIG, nullable=False, comment="rows that were not there before"),
        sa.Column(
            "rows_changed", BIG, nullable=False, comment="rows that were there with other values"
        ),
        sa.Column("rows_same", BIG, nullable=False, comment="rows that were there already"),
        sa.Column("rows_rejected", BIG, nullable=False, comment="rows that could not be stored"),
        sa.Column("message", sa.Text(), nullable=True, comment="why it was refused"),
        sa.CheckConstraint(
            "state IN ('running', 'applied', 'refused', 'failed', 'undone')",
            name=op.f("ck_imports_state_known"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_imports_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_source_id", "imports", ["source_id"])
    op.create_table(
        "layouts",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("circuit_id", BIG, nullable=False, comment="the venue"),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="Grand Prix, Nordschleife; unique at its circuit",
        ),
        sa.Column("length_m", sa.Integer(), nullable=False, comment="length of a lap in metres"),
        sa.Column(
            "valid_from", sa.Date(), nullable=True, comment="first day in use; NULL: not known"
        ),
        sa.Column(
            "valid_to",
            sa.Date(),
            nullable=True,
            comment="last day in use; NULL: still, or not known",
        ),
        sa.CheckConstraint("length_m >= 1", name=op.f("ck_layouts_length_m_from_1")),
        sa.ForeignKeyConstraint(["circuit_id"], ["circuits.id"], name="fk_layouts_circuit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_layouts"),
        sa.UniqueConstraint("circuit_id", "name", name="uq_layouts_circuit_id_name"),
    )
    op.create_table(
        "seasons",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("series_id", BIG, nullable=False, comment="the championship"),
        sa.Column("label", sa.Text(), nullable=False, comment="2009, 2018-19"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_seasons_series_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seasons"),
        sa.UniqueConstraint("series_id", "label", name="uq_seasons_series_id_label"),
    )
    op.create_table(
        "events",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column(
            "slug",
            sa.Text(),
            nullable=False,
            comment="public key; begins with the year: 2009-24-hours-of-spa",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="24 Hours of Spa"),
        sa.Column("layout_id", BIG, nullable=True, comment="the track; NULL: not known"),
        sa.Column("starts_on", sa.Date(), nullable=True, comment="first day"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="last day"),
        sa.ForeignKeyConstraint(["layout_id"], ["layouts.id"], name="fk_events_layout_id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("slug", name="uq_events_slug"),
    )
    op.create_table(
        "rejects",
        sa.Column("import_id", BIG, nullable=False, comment="the import"),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="from 1, in the order of the file"
        ),
        sa.Column("line", sa.Integer(), nullable=True, comment="line, record or row in the file"),
        sa.Column(
            "field", sa.Text(), nullable=True, comment="canonical field; NULL: the whole row"
        ),
        sa.Column(
            "code",
            sa.Text(),
            nullable=False,
            comment="extra-cell, not-a-duration, duplicate-row ...",
        ),
        sa.Column("message", sa.Text(), nullable=False, comment="names the field and the value"),
        sa.Column("raw", sa.Text(), nullable=False, comment="the original line"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_rejects_import_id"),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_rejects"),
    )
    op.create_table(
        "revisions",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("import_id", BIG, nullable=False, comment="the import"),
        sa.Column("table_name", sa.Text(), nullable=False, comment="results, laps ..."),
        sa.Column("row_key", sa.JSON(), nullable=False, comment="the row's natural key"),
        sa.Column("old", sa.JSON(), nullable=True, comment="values before; NULL: the row was made"),
        sa.Column(
            "new", sa.JSON(), nullable=True, comment="values after; NULL: the row was removed"
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_revisions_import_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
    )
    op.create_index("ix_revisions_import_id", "revisions", ["import_id"])
    op.create_table(
        "entries",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("event_id", BIG, nullable=False, comment="the event"),
        sa.Column(
            "car_number",
            sa.Text(),
            nullable=True,
            comment="as printed: 007, 07 and 7 differ; NULL: none is printed",
        ),
        sa.Column(
            "variant",
            sa.Integer(),
            nullable=False,
            comment="1; from 2 for another car with the same number in the event",
        ),
        sa.Column("team_id", BIG, nullable=True, comment="who runs the car"),
        sa.Column(
            "entrant_name",
            sa.Text(),
            nullable=True,
            comment="licence holder, where printed beside the team",
        ),
        sa.Column("car_id", BIG, nullable=True, comment="the car model"),
        sa.Column("class_id", BIG, nullable=True, comment="the class"),
        sa.Column("tyre_manufacturer_id", BIG, nullable=True, comment="maker of the tyres"),
        sa.CheckConstraint("variant >= 1", name=op.f("ck_entries_variant_from_1")),
        sa.ForeignKeyConstraint(["car_id"], ["cars.id"], name="fk_entries_car_id"),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_entries_class_id"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_entries_event_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_entries_team_id"),
        sa.ForeignKeyConstraint(
            ["tyre_manufacturer_id"], ["manufacturers.id"], name="fk_entries_tyre_manufacturer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint(
            "event_id", "car_number", "variant", name="uq_entries_event_id_car_number_variant"
        ),
    )
    op.create_index("ix_entries_car_id", "entries", ["car_id"])
    op.create_index("ix_entries_class_id", "entries", ["class_id"])
    op.create_index("ix_entries_team_id", "entries", ["team_id"])
    op.create_table(
        "rounds",
        sa.Column("season_id", BIG, nullable=False, comment="the season"),
        sa.Column("event_id", BIG, nullable=False, comment="the event"),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=True,
            comment="number of the round, from 1; NULL: not known",
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_rounds_event_id"),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name="fk_rounds_season_id"),
        sa.PrimaryKeyConstraint("season_id", "event_id", name="pk_rounds"),
    )
    op.create_index("ix_rounds_event_id", "rounds", ["event_id"])
    op.create_table(
        "sessions",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("event_id", BIG, nullable=False, comment="the event"),
        sa.Column(
            "code",
            sa.Text(),
            nullable=False,
            comment="R, SPRINT, Q, Q1, FP1, WU; unique in its event",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="as printed: Qualifying GTD Position"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="test, practice, qualifying, warmup or race; a sprint is a race",
        ),
        sa.Column(
            "part_of_id", BIG, nullable=True, comment="the session that this is a part of: Q1 of Q"
        ),
        sa.Column(
            "layout_id", BIG, nullable=True, comment="the track, where it is not the event's"
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True, comment="start in UTC"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="scheduled, provisional, final, amended or cancelled",
        ),
        sa.CheckConstraint(
            "kind IN ('test', 'practice', 'qualifying', 'warmup', 'race')",
            name=op.f("ck_sessions_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('scheduled', 'provisional', 'final', 'amended', 'cancelled')",
            name=op.f("ck_sessions_state_known"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_sessions_event_id"),
        sa.ForeignKeyConstraint(["layout_id"], ["layouts.id"], name="fk_sessions_layout_id"),
        sa.ForeignKeyConstraint(["part_of_id"], ["sessions.id"], name="fk_sessions_part_of_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("event_id", "code", name="uq_sessions_event_id_code"),
    )
    op.create_table(
        "entry_drivers",
        sa.Column("entry_id", BIG, nullable=False, comment="the entry"),
        sa.Column(
            "seat", sa.Integer(), nullable=False, comment="place in the crew as printed, from 1"
        ),
        sa.Column("driver_id", BIG, nullable=False, comment="the driver"),
        sa.Column("rating", sa.Text(), nullable=True, comment="licence grade as printed: Gold"),
        sa.Column(
            "printed_name",
            sa.Text(),
            nullable=False,
            comment="the name as this file prints it: Neel JANI",
        ),
        sa.CheckConstraint("seat >= 1", name=op.f("ck_entry_drivers_seat_from_1")),
        sa.ForeignKeyConstraint(["driver_id"], ["drivers.id"], name="fk_entry_drivers_driver_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_entry_drivers_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "seat", name="pk_entry_drivers"),
        sa.UniqueConstraint("entry_id", "driver_id", name="uq_entry_drivers_entry_id_driver_id"),
    )
    op.create_index("ix_entry_drivers_driver_id", "entry_drivers", ["driver_id"])
    op.create_table(
        "results",
        sa.Column("session_id", BIG, nullable=False, comment="the session"),
        sa.Column("entry_id", BIG, nullable=False, comment="the car"),
        sa.Column(
            "row_order", sa.Integer(), nullable=False, comment="order of the rows as printed"
        ),
        sa.Column(
            "position",
            sa.Integer(),
            nullable=True,
            comment="from 1; NULL: not classified, or not printed",
        ),
        sa.Column(
            "class_position", sa.Integer(), nullable=True, comment="position in the class, from 1"
        ),
        sa.Column(
            "classified",
            sa.Boolean(),
            nullable=True,
            comment="listed as having covered enough, running or not",
        ),
        sa.Column(
            "status",
            sa.Text(),
            nullable=False,
            comment="what became of the car; unknown: no word tells",
        ),
        sa.Column(
            "status_detail", sa.Text(), nullable=True, comment="cause or word as printed: Gearbox"
        ),
        sa.Column("laps", sa.Integer(), nullable=True, comment="laps completed"),
        sa.Column(
            "total_us", BIG, nullable=True, comment="time of the whole session in microseconds"
        ),
        sa.Column(
            "gap_us",
            BIG,
            nullable=True,
            comment="to the leader in microseconds; NULL: leader, or in laps",
        ),
        sa.Column("gap_laps", sa.Integer(), nullable=True, comment="to the leader in laps"),
        sa.Column("best_lap_us", BIG, nullable=True, comment="fastest lap in microseconds"),
        sa.Column(
            "best_lap_number", sa.Integer(), nullable=True, comment="number of the fastest lap"
        ),
        sa.Column("best_lap_driver_id", BIG, nullable=True, comment="who drove it"),
        sa.Column(
            "speed_kph",
            sa.Float(precision=53),
            nullable=True,
            comment="average speed as printed in km/h, also where it could be computed",
        ),
        sa.Column(
            "grid_position",
            sa.Integer(),
            nullable=True,
            comment="starting place; NULL: none, see grid_note",
        ),
        sa.Column(
            "grid_note",
            sa.Text(),
            nullable=True,
            comment="why there is no place on the grid: pit lane",
        ),
        sa.Column("points", sa.Float(precision=53), nullable=True, comment="points as printed"),
        sa.Column("import_id", BIG, nullable=False, comment="where it came from"),
        sa.Column(
            "line", sa.Integer(), nullable=False, comment="line, record or row in the file, from 1"
        ),
        sa.CheckConstraint(
            "status IN ('finished', 'retired', 'not_started', 'withdrawn', 'not_qualified', 'not_prequalified', 'disqualified', 'excluded', 'no_time', 'unknown')",
            name=op.f("ck_results_status_known"),
        ),
        sa.CheckConstraint("best_lap_number >= 1", name=op.f("ck_results_best_lap_number_from_1")),
        sa.CheckConstraint("best_lap_us >= 1", name=op.f("ck_results_best_lap_us_from_1")),
        sa.CheckConstraint("class_position >= 1", name=op.f("ck_results_class_position_from_1")),
        sa.CheckConstraint("grid_position >= 1", name=op.f("ck_results_grid_position_from_1")),
        sa.CheckConstraint("laps >= 0", name=op.f("ck_results_laps_from_0")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_results_position_from_1")),
        sa.CheckConstraint("total_us >= 1", name=op.f("ck_results_total_us_from_1")),
        sa.ForeignKeyConstraint(
            ["best_lap_driver_id"], ["drivers.id"], name="fk_results_best_lap_driver_id"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_results_entry_id"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_results_import_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_results_session_id"),
        sa.PrimaryKeyConstraint("session_id", "entry_id", name="pk_results"),
    )
    op.create_index("ix_results_entry_id", "results", ["entry_id"])
    op.create_index("ix_results_import_id", "results", ["import_id"])
    op.create_table(
        "drives",
        sa.Column("session_id", BIG, nullable=False, comment="the session"),
        sa.Column("entry_id", BIG, nullable=False, comment="the car"),
        sa.Column("driver_id", BIG, nullable=False, comment="the driver"),
        sa.Column("laps", sa.Integer(), nullable=True, comment="laps as printed for this driver"),
        sa.Column(
            "best_lap_us", BIG, nullable=True, comment="this driver's fastest lap in microseconds"
        ),
        sa.Column("time_us", BIG, nullable=True, comment="time at the wheel in microseconds"),
        sa.Column("points", sa.Float(precision=53), nullable=True, comment="this driver's points"),
        sa.ForeignKeyConstraint(["driver_id"], ["drivers.id"], name="fk_drives_driver_id"),
        sa.ForeignKeyConstraint(
            ["session_id", "entry_id"],
            ["results.session_id", "results.entry_id"],
            name="fk_drives_session_id_entry_id",
        ),
        sa.PrimaryKeyConstraint("session_id", "entry_id", "driver_id", name="pk_drives"),
    )
    op.create_index("ix_drives_driver_id", "drives", ["driver_id"])
    op.create_table(
        "laps",
        sa.Column("session_id", BIG, nullable=False, comment="the session"),
        sa.Column("entry_id", BIG, nullable=False, comment="the car"),
        sa.Column("number", sa.Integer(), nullable=False, comment="number of the lap, from 1"),
        sa.Column("driver_id", BIG, nullable=True, comment="who drove it"),
        sa.Column(
            "lap_us",
            BIG,
            nullable=True,
            comment="lap time in microseconds; NULL: no time was taken",
        ),
        sa.Column(
            "elapsed_us", BIG, nullable=True, comment="session time at its end in microseconds"
        ),
        sa.Column("s1_us", BIG, nullable=True, comment="first sector in microseconds"),
        sa.Column("s2_us", BIG, nullable=True, comment="second sector in microseconds"),
        sa.Column("s3_us", BIG, nullable=True, comment="third sector in microseconds"),
        sa.Column("position", sa.Integer(), nullable=True, comment="position at its end"),
        sa.Column(
            "speed_kph", sa.Float(precision=53), nullable=True, comment="average speed in km/h"
        ),
        sa.Column(
            "top_kph", sa.Float(precision=53), nullable=True, comment="highest speed in km/h"
        ),
        sa.Column("pit_in", sa.Boolean(), nullable=False, comment="it ends in the pits"),
        sa.Column("pit_out", sa.Boolean(), nullable=False, comment="it begins in the pits"),
        sa.Column(
            "flag", sa.Text(), nullable=True, comment="worst flag seen during it; NULL: not printed"
        ),
        sa.Column(
            "deleted_reason",
            sa.Text(),
            nullable=True,
            comment="why it does not count; NULL: it counts",
        ),
        sa.Column("import_id", BIG, nullable=False, comment="where it came from"),
        sa.Column(
            "line", sa.Integer(), nullable=False, comment="line, record or row in the file, from 1"
        ),
        sa.CheckConstraint(
            "flag IN ('green', 'yellow', 'fcy', 'sc', 'vsc', 'code60', 'red', 'chequered')",
            name=op.f("ck_laps_flag_known"),
        ),
        sa.CheckConstraint("lap_us >= 1", name=op.f("ck_laps_lap_us_from_1")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_laps_number_from_1")),
        sa.ForeignKeyConstraint(["driver_id"], ["drivers.id"], name="fk_laps_driver_id"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_laps_import_id"),
        sa.ForeignKeyConstraint(
            ["session_id", "entry_id"],
            ["results.session_id", "results.entry_id"],
            name="fk_laps_session_id_entry_id",
        ),
        sa.PrimaryKeyConstraint("session_id", "entry_id", "number", name="pk_laps"),
    )
    op.create_index("ix_laps_driver_id", "laps", ["driver_id"])
    op.create_table(
        "pit_stops",
        sa.Column("session_id", BIG, nullable=False, comment="the session"),
        sa.Column("entry_id", BIG, nullable=False, comment="the car"),
        sa.Column("number", sa.Integer(), nullable=False, comment="number of the stop, from 1"),
        sa.Column("lap_number", sa.Integer(), nullable=True, comment="lap that ended with it"),
        sa.Column(
            "elapsed_us", BIG, nullable=True, comment="session time of the stop in microseconds"
        ),
        sa.Column(
            "lane_us", BIG, nullable=True, comment="from pit entry to pit exit in microseconds"
        ),
        sa.Column(
            "stationary_us", BIG, nullable=True, comment="standing in the box in microseconds"
        ),
        sa.Column("import_id", BIG, nullable=False, comment="where it came from"),
        sa.Column(
            "line", sa.Integer(), nullable=False, comment="line, record or row in the file, from 1"
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_pit_stops_number_from_1")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_pit_stops_import_id"),
        sa.ForeignKeyConstraint(
            ["session_id", "entry_id"],
            ["results.session_id", "results.entry_id"],
            name="fk_pit_stops_session_id_entry_id",
        ),
        sa.PrimaryKeyConstraint("session_id", "entry_id", "number", name="pk_pit_stops"),
    )
    for name in VIEWS:
        op.execute(view(name))


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    for name in reversed(TABLES):
        op.drop_table(name)
