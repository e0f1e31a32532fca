"""The spreadsheet of a report as LibreOffice opens it: the same numbers as the figures that were
frozen, typed; what looks like a formula is text; charts are native."""
import itertools
import json

import pytest

import onestop_daemon as od
import report_desk
import spreadsheet

WORDS = json.loads((od.ROOT / "config/words/en.json").read_text())
UNITS = {WORDS["report.days"]: 86400, WORDS["report.hours"]: 3600, WORDS["report.minutes"]: 60, WORDS["report.seconds"]: 1}
pytestmark = od.once("LibreOffice reads the files")
HEAD = 4  # rows above the figures: title, about, a blank one, groups of columns; then their titles


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    database = new_database(str(report_desk.write(tmp_path_factory.mktemp("desk") / "desk")))
    report_desk.fill(database)
    return database


@pytest.fixture(scope="module")
def manager(daemon):
    return daemon.api(report_desk.MANAGER)


@pytest.fixture(scope="module")
def done(manager, database):
    return report_desk.run(manager, "monthly", report_desk.last_month(database))


@pytest.fixture(scope="module")
def figures(manager, done):
    return report_desk.file(manager, done["id"], format="json").json["figures"]


@pytest.fixture(scope="module")
def book(manager, done):
    return spreadsheet.opened(report_desk.file(manager, done["id"], format="xlsx", language="en").body)


@pytest.fixture(scope="module")
def sheets(figures, book):
    """Each section with its sheet."""
    sheets = [sheet for name, sheet in book.items() if name[0].isdigit()]
    assert len(sheets) == len(figures["sections"]) > 5
    return list(zip(figures["sections"], sheets))


def number(cell):
    return isinstance(cell, float)


def share(part, whole, scale=1):
    return None if not whole else scale * part / whole


def columns_of(measure, figure, titles):
    """What must stand in the columns of a measure, and whether it does not matter how exactly."""
    if figure.get("withheld"):
        return [WORDS["report.withheld"]] * len(titles)
    if measure["kind"] == "count" or measure["kind"] == "level":
        return [figure["value"]]
    if measure["kind"] == "share":
        return [share(figure["value"], figure["n"], measure["scale"]), figure["n"]]
    times = [None if figure[part] is None else figure[part] / UNITS.get(title.rpartition(", ")[2], 1)
             for part, title in zip(("median", "p90", "p95"), titles[1:])]
    return [figure["n"], *times] + ([share(figure["in_time"], figure["judged"])] if measure["whole"] else [])


def width(measure):
    return {"count": 1, "level": 1, "share": 2}.get(measure["kind"], 5 if measure["whole"] else 4)


def check_row(section, cells, titles, figures):
    at = 0
    for measure, figure in zip(section["measures"], figures):
        wanted = columns_of(measure, figure, titles[at:at + width(measure)])
        for found, value in zip(cells[at:at + width(measure)], wanted):
            assert found == (value if value is None or isinstance(value, str) else pytest.approx(value, rel=1e-9)), (measure["name"], titles)
        at += width(measure)


def test_every_number_is_the_one_that_was_frozen(sheets):
    seen = 0
    for section, sheet in sheets:
        labels = len(section["by"]) + bool(section["every"])
        if labels == 0:
            continue  # below
        titles = sheet.rows[HEAD]
        whole = sum(width(measure) for measure in section["measures"])
        for row, cells in zip(section["rows"] + ([{"figures": section["total"]}] if section["total"] else []), sheet.rows[HEAD + 1:]):
            cells = (cells + [None] * whole)[labels:labels + whole]
            check_row(section, cells, titles[labels:], row["figures"])
            seen += sum(map(number, cells))
    assert seen > 200


def test_sections_told_by_nothing_are_told_by_measure(sheets):
    seen = 0
    for section, sheet in sheets:
        if section["by"] or section["every"]:
            continue
        titles = sheet.rows[HEAD]
        for measure, figure, cells in zip(section["measures"], section["rows"][0]["figures"], sheet.rows[HEAD + 1:]):
            told = dict(itertools.zip_longest(titles, cells))
            if measure["kind"] == "times" and figure["n"]:
                assert told[WORDS["report.median"]] == pytest.approx(figure["median"] / UNITS.get(told[WORDS["report.unit"]], 1))
            elif measure["kind"] == "share":
                due = share(figure["value"], figure["n"], measure["scale"])
                assert told.get(WORDS["report.share"]) == (None if due is None else pytest.approx(due))
            if measure["kind"] in ("times", "share"):
                assert told[WORDS["report.n"]] == figure["n"]
                seen += 1
    assert seen > 3


def test_what_looks_like_a_formula_is_text(book, sheets):
    assert not any(sheet.formulas for sheet in book.values())
    texts = {cell for sheet in book.values() for row in sheet.rows for cell in row if isinstance(cell, str)}
    assert set(report_desk.NAMES[:4]) <= texts


def test_charts_are_native_where_a_section_shows_one(sheets):
    drawn = [(section["code"], sheet.charts) for section, sheet in sheets if "chart" in section["show"]]
    assert drawn and all(charts == 1 for _, charts in drawn), drawn
    assert all(sheet.charts == 0 for section, sheet in sheets if "chart" not in section["show"])
