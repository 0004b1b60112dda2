"""
The whole database as files, or as another database.

    frames        rows of tables and views as typed frames, in batches, from one snapshot
    folder        a folder of Parquet, CSV or JSON, with a data dictionary
    copy          all rows into an empty database, SQLite or PostgreSQL
"""
