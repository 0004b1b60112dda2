-- Which other session runs a schedule: its name begins with :program, of which PostgreSQL keeps 63
-- bytes. A role that only reads may call itself what it likes: the other one has to be one that may
-- write, or make the tables where there are none. Another role's start may be hidden.
SELECT a.pid, a.application_name, a.backend_start
  FROM pg_stat_activity AS a
 WHERE a.datname = current_database()
   AND a.pid <> pg_backend_pid()
   AND starts_with(a.application_name, left(:program, 63))
   AND coalesce(
           has_table_privilege(a.usesysid, to_regclass('runs'), 'INSERT'),
           has_schema_privilege(a.usesysid, current_schema(), 'CREATE')
       )
