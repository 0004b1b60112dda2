"""
The whole database as files, or as another database.

    frames        rows of tables and views as typed frames, batch by batch, of one moment
    folder        a folder of Parquet, CSV or JSON with a data dictionary
    copy          into an empty database of the other kind, or of the same
"""
