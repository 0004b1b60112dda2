-- Why the grid differs from qualifying
-- topic: results
-- also: grid penalties starting pole
-- chart: slope x=qualifying_position to=grid_position y=grid_position label=drivers,car_number colour=class,penalty
-- example: event=*
--
-- Every car of a race with its place in its last qualifying session and on the grid. explanation:
-- as qualified; penalty (known, for this grid); moved up (behind it start cars with a penalty that
-- qualified ahead, or that did not start at all: moved_up counts them); not in qualifying; no grid;
-- unexplained. A penalty counts for the next race of the driver: one of practice or qualifying for
-- the race of its event, one of a race for the race of the next event.
--
-- :event events = null      only these events
-- :session sessions = null  only these races, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes

WITH wanted AS (
    -- include: sessions
),
qualified AS (  -- of each car of each race, its last qualifying is number 1
    SELECT
        w.id AS race_id,
        q.entry_id,
        s.name AS qualifying,
        q.position,
        row_number() OVER (
            PARTITION BY w.id, q.entry_id
            ORDER BY s.starts_at DESC NULLS LAST, s.id DESC
        ) AS number
    FROM wanted AS w
    JOIN sessions AS s
        ON s.event_id = w.event_id
        AND s.kind = 'qualifying'
        AND s.part_of_id IS NULL
        AND (s.starts_at IS NULL OR w.starts_at IS NULL OR s.starts_at <= w.starts_at)
    JOIN results AS q ON q.session_id = s.id
    WHERE w.kind = 'race'
),
of_grid AS (
    SELECT p.id, p.session_id, p.entry_id, p.driver_id, p.kind, p.places, s.event_id, s.kind AS at
    FROM penalties AS p
    JOIN sessions AS s ON s.id = p.session_id
    WHERE p.kind IN ('grid_places', 'back_of_grid', 'pit_lane') AND p.entry_id IS NOT NULL
),
decisions AS (  -- the penalties that count for the grid of each race
    SELECT w.id AS race_id, p.entry_id, p.id, p.kind, p.places
    FROM of_grid AS p
    JOIN wanted AS w ON w.event_id = p.event_id AND w.kind = 'race' AND p.at <> 'race'
    UNION
    SELECT w.id AS race_id, now.entry_id, p.id, p.kind, p.places
    FROM of_grid AS p
    JOIN events AS before ON before.id = p.event_id
    JOIN session_crews AS crew
        ON crew.session_id = p.session_id
        AND crew.entry_id = p.entry_id
        AND (p.driver_id IS NULL OR crew.driver_id = p.driver_id)
    JOIN session_crews AS now ON now.driver_id = crew.driver_id
    JOIN wanted AS w ON w.id = now.session_id AND w.kind = 'race' AND p.at = 'race'
    JOIN events AS here ON here.id = w.event_id AND here.starts_on > before.starts_on
    WHERE NOT EXISTS (  -- no race of the same season between the two
        SELECT 1
        FROM session_crews AS between_crew
        JOIN sessions AS s ON s.id = between_crew.session_id AND s.kind = 'race'
        JOIN events AS e
            ON e.id = s.event_id
            AND e.starts_on > before.starts_on
            AND e.starts_on < here.starts_on
        JOIN rounds AS one ON one.event_id = e.id
        JOIN rounds AS other ON other.season_id = one.season_id AND other.event_id = here.id
        WHERE between_crew.driver_id = crew.driver_id
    )
    AND EXISTS (
        SELECT 1
        FROM rounds AS one
        JOIN seasons AS its ON its.id = one.season_id
        JOIN seasons AS same ON same.series_id = its.series_id
        JOIN rounds AS other ON other.season_id = same.id
        WHERE one.event_id = before.id AND other.event_id = here.id
    )
),
penalised AS (
    SELECT
        race_id,
        entry_id,
        CASE
            WHEN sum(CASE WHEN kind = 'pit_lane' THEN 1 ELSE 0 END) > 0 THEN 'pit lane'
            WHEN sum(CASE WHEN kind = 'back_of_grid' THEN 1 ELSE 0 END) > 0 THEN 'back of the grid'
            ELSE 'grid places'
        END AS penalty,
        sum(places) AS places
    FROM decisions
    GROUP BY race_id, entry_id
),
cars AS (
    SELECT
        w.id AS race_id,
        w.place,
        w.season,
        w.event,
        w.session,
        r.entry_id,
        r.row_order,
        en.car_number,
        en.class_id,
        nullif(coalesce(r.crew_names, en.crew_names), '') AS drivers,
        q.qualifying,
        q.position AS qualifying_position,
        r.grid_position,
        r.grid_note,
        p.penalty,
        p.places
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    JOIN entries AS en ON en.id = r.entry_id
    LEFT JOIN qualified AS q ON q.race_id = w.id AND q.entry_id = r.entry_id AND q.number = 1
    LEFT JOIN penalised AS p ON p.race_id = w.id AND p.entry_id = r.entry_id
    WHERE w.kind = 'race'
),
moved AS (
    SELECT
        c.race_id,
        c.entry_id,
        count(*) AS moved_up
    FROM cars AS c
    JOIN qualified AS q
        ON q.race_id = c.race_id AND q.number = 1 AND q.position < c.qualifying_position
    LEFT JOIN cars AS ahead ON ahead.race_id = q.race_id AND ahead.entry_id = q.entry_id
    WHERE c.grid_position < c.qualifying_position
      AND (
          ahead.entry_id IS NULL
          OR ahead.penalty IS NOT NULL
          AND (ahead.grid_position IS NULL OR ahead.grid_position > c.grid_position)
      )
    GROUP BY c.race_id, c.entry_id
)
SELECT
    c.season,
    c.event,
    c.session,
    c.car_number,
    cl.code AS class,
    c.drivers,
    c.qualifying,
    c.qualifying_position,
    c.grid_position,
    c.grid_note,
    c.qualifying_position - c.grid_position AS gained,
    c.penalty,
    c.places,
    m.moved_up,
    CASE
        WHEN c.qualifying_position IS NULL THEN 'not in qualifying'
        WHEN c.grid_position = c.qualifying_position THEN 'as qualified'
        WHEN c.penalty IS NOT NULL
            AND (c.grid_position IS NULL OR c.grid_position > c.qualifying_position)
            THEN 'penalty'
        WHEN c.grid_position IS NULL AND c.grid_note IS NULL THEN 'no grid'
        WHEN c.qualifying_position - c.grid_position = m.moved_up THEN 'moved up'
        ELSE 'unexplained'
    END AS explanation
FROM cars AS c
LEFT JOIN classes AS cl ON cl.id = c.class_id
LEFT JOIN moved AS m ON m.race_id = c.race_id AND m.entry_id = c.entry_id
WHERE
    -- include: these_classes
ORDER BY c.place, c.grid_position NULLS LAST, c.row_order, c.entry_id
