"""
Imports that run by themselves.

    plan       the schedules of racedb.toml, checked
    when       times of schedules as cron and systemd write them
    run        one run: load what is new of the sources
    sources    files, folders and URLs of a schedule
    runs       the tables of runs and of files that were set aside
    lock       one run of a schedule at a time
    notify     a program or a webhook, when a person is needed
    status     when schedules ran and when they are due; metrics
    start      the runner in the foreground
    install    units of systemd and lines of a crontab
"""
