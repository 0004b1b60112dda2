-- What a role needs for reading, and what it could do beyond that taken away. Of TEMPORARY and
-- CREATE a role has what everybody has, so they are taken from everybody; owners keep theirs.
GRANT CONNECT ON DATABASE {database} TO {role};
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role};
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;
ALTER ROLE {role} SET default_transaction_read_only = on
