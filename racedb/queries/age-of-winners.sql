-- Youngest and oldest winners of races
-- topic: records and wins
-- also: youngest oldest age winner winners
-- chart: best x=age_years y=driver label=event
-- spare: team car
-- example: order=oldest
--
-- One row for each driver whose day of birth is known: his first win for the youngest, his last for
-- the oldest. Age is in whole years, and in days, on the day of the race where it is known, else on
-- the last or first day of the event.
--
-- :order youngest|oldest = youngest  who comes first
-- :series series = null              only this series
-- :season seasons = null             only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :most int = 20                     so many rows
-- :sprints without|with = without    whether sprints count as races

WITH won AS (
    SELECT
        c.driver_id,
        r.session_id,
        r.entry_id,
        CAST(d.born_on AS text) AS born,
        coalesce(
            substr(CAST(s.starts_at AS text), 1, 10),
            CAST(e.ends_on AS text),
            CAST(e.starts_on AS text)
        ) AS date
    FROM results AS r
    JOIN sessions AS s
        ON s.id = r.session_id
        AND (
            -- include: main_race
        )
    JOIN events AS e ON e.id = s.event_id
    JOIN session_crews AS c ON c.session_id = r.session_id AND c.entry_id = r.entry_id
    JOIN drivers AS d ON d.id = c.driver_id
    WHERE r.position = 1
      AND d.born_on IS NOT NULL
      AND (
          -- include: season_of_event
      )
),
numbered AS (
    SELECT
        driver_id, session_id, entry_id, born, date,
        CAST(substr(born, 1, 4) AS integer) AS born_year,
        CAST(substr(born, 6, 2) AS integer) AS born_month,
        CAST(substr(born, 9, 2) AS integer) AS born_day,
        CAST(substr(date, 1, 4) AS integer) AS year,
        CAST(substr(date, 6, 2) AS integer) AS month,
        CAST(substr(date, 9, 2) AS integer) AS day
    FROM won
    WHERE date IS NOT NULL
),
aged AS (
    -- days between two dates by the formula of the julian day in the gregorian calendar
    SELECT
        driver_id, session_id, entry_id, born, date,
        year - born_year
            - CASE WHEN month * 100 + day < born_month * 100 + born_day THEN 1 ELSE 0 END AS age_years,
        367 * (year - born_year)
            - 7 * (year + (month + 9) / 12) / 4 + 7 * (born_year + (born_month + 9) / 12) / 4
            - 3 * ((year + (month - 9) / 7) / 100 + 1) / 4
            + 3 * ((born_year + (born_month - 9) / 7) / 100 + 1) / 4
            + 275 * month / 9 - 275 * born_month / 9
            + day - born_day AS age_days
    FROM numbered
),
ranked AS (
    SELECT
        driver_id, session_id, entry_id, born, date, age_years, age_days,
        row_number() OVER (
            PARTITION BY driver_id
            ORDER BY CASE :order WHEN 'oldest' THEN -age_days ELSE age_days END, session_id, entry_id
        ) AS place
    FROM aged
)
SELECT
    d.name AS driver,
    k.born AS born_on,
    k.age_years,
    k.age_days,
    k.date,
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    s.name AS session,
    t.name AS team,
    ca.name AS car
FROM ranked AS k
JOIN drivers AS d ON d.id = k.driver_id
JOIN sessions AS s ON s.id = k.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = k.entry_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
WHERE k.place = 1
ORDER BY CASE :order WHEN 'oldest' THEN -k.age_days ELSE k.age_days END, k.driver_id
LIMIT :most
