"""The charter in a browser: nothing keeps anybody from reading it and getting about in it."""
import pytest

# A charter with something of everything, and a daemon that shows it.
from test_charter import daemon, database  # noqa: F401

LINKS = "a[href], button, input, select, textarea, summary"


@pytest.mark.parametrize("width, dark", [(1280, False), (320, True)], ids=["wide-light", "narrow-dark"])
@pytest.mark.parametrize("path", ["/charter", "/charter/city", "/charter/city?language=bg", "/charter/water"])
def test_nothing_keeps_people_from_using_it(browser, daemon, path, width, dark):  # noqa: F811
    with browser.open(daemon.url + path, width, dark) as page:
        assert page.violations() == []
        assert page.run("document.documentElement.scrollWidth") <= width


def test_everything_is_reached_by_keyboard_and_without_scripts(browser, daemon):  # noqa: F811
    with browser.open(daemon.url + "/charter/city", scripts=False) as page:
        wanted = page.run(f"document.querySelectorAll('{LINKS}').length")
        assert wanted > 3
        reached = set()
        for _ in range(3 * wanted):
            page.press("Tab", 9)
            reached.add(page.run(f"[...document.querySelectorAll('{LINKS}')].indexOf(document.activeElement)"))
        assert reached - {-1} == set(range(wanted))


def test_first_stop_leads_past_what_repeats(browser, daemon):  # noqa: F811
    with browser.open(daemon.url + "/charter/city", scripts=False) as page:
        page.press("Tab", 9)
        assert page.run("document.activeElement.getAttribute('href')") == "#main"
        assert page.run("document.activeElement.getBoundingClientRect().bottom") > 0  # it shows when it has the focus
        page.press("Enter", 13, "\r")
        page.press("Tab", 9)
        assert page.run("document.querySelector('main').contains(document.activeElement)")
