"""The HTML file of a report in a browser: one file, in which nothing keeps anybody from reading it."""
import pytest

import report_desk


@pytest.fixture(scope="module")
def database(new_database, tmp_path_factory):
    database = new_database(str(report_desk.write(tmp_path_factory.mktemp("desk") / "desk")))
    report_desk.fill(database)
    return database


@pytest.fixture(scope="module")
def files(daemon, database, tmp_path_factory):
    """The monthly report in each language, saved as somebody would who was sent it."""
    manager = daemon.api(report_desk.MANAGER)
    done = report_desk.run(manager, "monthly", report_desk.last_month(database))
    folder = tmp_path_factory.mktemp("files")
    for language in ("en", "bg"):
        (folder / f"{language}.html").write_bytes(report_desk.file(manager, done["id"], format="html", language=language).body)
    return folder


@pytest.mark.parametrize("width, dark", [(1280, False), (320, True)], ids=["wide-light", "narrow-dark"])
@pytest.mark.parametrize("language", ["en", "bg"])
def test_nothing_keeps_people_from_reading_it(browser, files, language, width, dark):
    with browser.open(f"file://{files}/{language}.html", width, dark) as page:
        assert page.run("document.documentElement.lang") == language
        assert page.violations() == []
        assert page.run("document.documentElement.scrollWidth") <= width


def test_it_loads_nothing_and_has_its_charts_inside(browser, files):
    with browser.open(f"file://{files}/en.html", scripts=False) as page:
        assert page.run("performance.getEntriesByType('resource').length") == 0
        assert page.run("document.querySelectorAll('svg').length") > 2
        assert page.run("document.querySelectorAll('script').length") == 0


def test_it_prints_within_the_page(browser, files):
    """No table or chart is wider than what A4 leaves of a line."""
    a4 = 718  # CSS pixels between margins of 10 mm
    with browser.open(f"file://{files}/en.html", a4, media="print") as page:
        assert page.run("document.documentElement.scrollWidth") <= a4
