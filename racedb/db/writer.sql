-- Who holds the lock of writers: one on the table of the revision that only writers may take.
-- Another role's start may be hidden from us.
SELECT a.pid, a.application_name, coalesce(a.xact_start, a.backend_start)
  FROM pg_locks AS l
  JOIN pg_stat_activity AS a ON a.pid = l.pid
 WHERE l.granted
   AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
   AND l.relation = to_regclass('alembic_version')
   AND l.mode = 'ShareUpdateExclusiveLock'
