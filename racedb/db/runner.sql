-- Which other session runs a schedule: its name begins with :program, of which PostgreSQL keeps 63
-- bytes. A role that only reads may call itself what it likes. Another role's start may be hidden.
SELECT a.pid, a.application_name, a.backend_start
  FROM pg_stat_activity AS a
 WHERE a.datname = current_database()
   AND a.pid <> pg_backend_pid()
   AND starts_with(a.application_name, left(:program, 63))
   AND has_table_privilege(a.usesysid, to_regclass('runs'), 'INSERT')
