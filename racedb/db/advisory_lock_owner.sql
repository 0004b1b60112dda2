-- Who holds the advisory lock :lock of this database. Another role's start may be hidden from us.
SELECT a.pid, a.application_name, coalesce(a.xact_start, a.backend_start)
  FROM pg_locks AS l
  JOIN pg_stat_activity AS a ON a.pid = l.pid
 WHERE l.locktype = 'advisory'
   AND l.granted
   AND l.objsubid = 1
   AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
   AND (CAST(l.classid AS BIGINT) << 32) | CAST(l.objid AS BIGINT) = :lock
