"""The page of a survey in a browser: nothing keeps anybody from answering it."""
import pytest

# The desk, its daemon, and links as customers get them.
from test_survey_page import daemon, database, lena, link  # noqa: F401


@pytest.fixture
def address(daemon, link):  # noqa: F811
    def of(**fields):
        path, _ = link(**fields)
        return daemon.url + path
    return of


def test_axe_sees_what_is_wrong(browser):
    """A check that finds nothing on a bad page proves nothing."""
    page = "<title>x</title><img src=a><p style='color:%23aaa;background:%23fff'>pale<input>"
    with browser.open("data:text/html," + page) as page:
        found = {violation.split()[0] for violation in page.violations()}
    assert {"html-has-lang", "image-alt", "color-contrast", "label"} <= found


@pytest.mark.parametrize("width, dark", [(1280, False), (320, True)], ids=["wide-light", "narrow-dark"])
def test_nothing_keeps_people_from_using_it(browser, address, width, dark):
    with browser.open(address(), width, dark) as page:
        assert page.violations() == []
        assert page.run("document.documentElement.scrollWidth") <= width


def test_bulgarian_page_passes_too(browser, address):
    with browser.open(address(language="bg")) as page:
        assert page.run("document.documentElement.lang") == "bg"
        assert page.violations() == []


def test_it_is_answered_by_keyboard_alone_and_without_scripts(browser, daemon, link, lena):  # noqa: F811
    path, survey = link()
    with browser.open(daemon.url + path, scripts=False) as page:
        page.tab_to("document.activeElement.name == 'happy'")
        page.press("ArrowDown", 40)
        page.tab_to("document.activeElement.tagName == 'BUTTON'")
        with page.loading():
            page.press("Enter", 13, "\r")
        assert page.run("document.querySelectorAll('form').length") == 0
    done = lena.get(f"/surveys/{survey['reference']}").expect(200).json
    assert (done["state"], done["answered_via"]) == ("answered", "web")
