SELECT
    EXISTS (SELECT 1 FROM results WHERE session_id BETWEEN :first AND :last) AS results,
    EXISTS (SELECT 1 FROM laps WHERE session_id BETWEEN :first AND :last) AS laps,
    EXISTS (SELECT 1 FROM pit_stops WHERE session_id BETWEEN :first AND :last) AS pit_stops
