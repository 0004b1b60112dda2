# racedb as a container: by default it runs the schedules of /data/racedb.toml in the foreground.
FROM python:3.11-slim-bookworm AS build
ARG EXTRAS=pdf
WORKDIR /source
RUN python -m venv /opt/racedb
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE.md ./
COPY migrations migrations
COPY racedb racedb
RUN /opt/racedb/bin/pip install --no-cache-dir --disable-pip-version-check \
    -c constraints.txt ".[${EXTRAS}]"

FROM python:3.11-slim-bookworm
COPY --from=build /opt/racedb /opt/racedb
ENV PATH=/opt/racedb/bin:$PATH PYTHONUNBUFFERED=1
RUN useradd --uid 10001 --create-home racedb \
    && install --directory --owner=racedb --group=racedb /data
USER 10001
WORKDIR /data
VOLUME ["/data"]
# It is unhealthy when a schedule is overdue.
HEALTHCHECK --interval=1m --timeout=20s --start-period=1m \
    CMD ["racedb", "schedule", "status"]
ENTRYPOINT ["racedb"]
CMD ["schedule", "start", "--log", "json"]
