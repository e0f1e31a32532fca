"""Fixtures: those of the integration tests, and a browser."""
import importlib.util
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
INTEGRATION = HERE.parent / "integration"
sys.path[:0] = [str(HERE), str(INTEGRATION)]

import browser as chromium  # noqa: E402

specification = importlib.util.spec_from_file_location("integration_conftest", INTEGRATION / "conftest.py")
integration = importlib.util.module_from_spec(specification)
specification.loader.exec_module(integration)
globals().update({name: value for name, value in vars(integration).items() if not name.startswith("_")})


@pytest.fixture(scope="module")
def browser():
    """browser.open(address): a page in a headless Chromium (browser.py)."""
    absent = chromium.missing()
    if absent:
        pytest.fail(absent)
    browser = chromium.Browser()
    yield browser
    browser.close()
