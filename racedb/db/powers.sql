-- Whether a role is there, and whether it can do more than a reader: owns tables of this schema,
-- may write to one, or is a power on the server (as of PostgreSQL 17, pg_maintain locks any table).
SELECT
    r.rolsuper
    OR r.rolcreaterole
    OR r.rolcreatedb
    OR EXISTS (
        SELECT 1
        FROM pg_roles AS p
        WHERE p.rolname IN (
                'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files',
                'pg_write_all_data', 'pg_maintain', 'pg_signal_backend'
            )
            AND pg_has_role(r.oid, p.oid, 'MEMBER')
    )
    OR EXISTS (
        SELECT 1
        FROM pg_class AS c
        WHERE c.relnamespace = CAST(current_schema() AS regnamespace)
            AND c.relkind IN ('r', 'v')
            AND has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
    ) AS powerful
FROM pg_roles AS r
WHERE r.rolname = :role
