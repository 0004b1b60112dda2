-- where it is known who drove, only those: a reserve in the crew did not race
NOT EXISTS (
    SELECT 1 FROM drives AS dr WHERE dr.session_id = r.session_id AND dr.entry_id = r.entry_id
)
OR EXISTS (
    SELECT 1
    FROM drives AS dr
    WHERE dr.session_id = r.session_id
      AND dr.entry_id = r.entry_id
      AND dr.driver_id = ed.driver_id
)
