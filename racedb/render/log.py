"""What came of a file as lines of a log, each with its import: for --log json, else nothing."""

from racedb.ingest.report import MAX_LISTED, FileReport
from racedb.log import Level, emit, is_json


def file(report: FileReport, **about: object) -> None:
    """
    Say what came of one file, and then its rejects and findings, MAX_LISTED of each at most.

    Args:
        report: of the file.
        about: what else every line is about: schedule, run, dry_run.
    """
    if not is_json():
        return
    about |= {"source": report.source, "import_id": report.import_id}
    if report.state == "refused":
        emit(
            report.message or "refused, as is a file that it is loaded with",
            "error",
            event="refused",
            exit_code=report.exit_code or None,
            rejected=report.rejected or None,
            **about,
        )
    elif report.state == "same":
        emit("nothing to do, these bytes are loaded already", event="same", **about)
    else:
        counts = {name: getattr(report, name) for name in ("read", "new", "changed", "same")}
        said = ", ".join(f"{count:,} {name}" for name, count in counts.items() if name != "read")
        emit(
            f"{report.read:,} rows read: {said}, {report.rejected:,} rejected",
            _level(report),
            event="loaded",
            reader=report.reader,
            **counts,
            rejected=report.rejected,
            reviews=report.reviews,
            **about,
        )
    for reject in report.rejects[:MAX_LISTED]:
        emit(
            reject.message,
            "warning",
            event="reject",
            line=reject.line,
            field=reject.field,
            code=reject.code,
            **about,
        )
    for finding in report.findings[:MAX_LISTED]:
        emit(
            finding.message,
            "warning",
            event="finding",
            line=finding.line,
            code=finding.code,
            **about,
        )


def _level(report: FileReport) -> Level:
    return "warning" if report.rejected or report.reviews else "info"
