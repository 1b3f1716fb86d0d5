"""Reports written to files, and one browser to look at them."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from spec.vocabulary import Strategy

from .samples import drawings, everything, hostile, surprising, whole

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _written(path: Path, document: Mapping[str, Any], pages: Mapping[str, Strategy]) -> Path:
    pytest.importorskip("jinja2", reason="the extra html is not installed")
    from spec.html.report import render  # noqa: PLC0415 - skipped where the extra is missing

    path.write_text(render(document, pages), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with every section and every sort of verdict."""
    return _written(tmp_path_factory.mktemp("html") / "report.html", *everything())


@pytest.fixture(scope="session")
def drawn_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with a schedule of every sort."""
    return _written(tmp_path_factory.mktemp("html") / "report.html", *drawings())


@pytest.fixture(scope="session")
def whole_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report about every strategy and property."""
    return _written(tmp_path_factory.mktemp("html") / "report.html", *whole())


@pytest.fixture(scope="session")
def hostile_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report about a page whose every name would like to be markup."""
    folder = tmp_path_factory.mktemp("html")
    return _written(folder / "report.html", *hostile(folder))


@pytest.fixture(scope="session")
def unexpected_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in which a page is wrong."""
    return _written(tmp_path_factory.mktemp("html") / "report.html", *surprising())


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium without a window, or a skipped test."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415 - see above

    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for switch in (*SWITCHES, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    yield chrome
    chrome.quit()


class Reader:
    """Somebody who looks at a report: opens it, presses keys, asks what is there."""

    def __init__(self, chrome: Any) -> None:
        self.chrome = chrome

    def open(self, path: Path, key: str = "", *, width: int = 1400, script: bool = True) -> None:
        """Load the report afresh, at the cell of this key."""
        self.command("Emulation.setEmulatedMedia", media="", features=[])
        self.command("Emulation.setScriptExecutionDisabled", value=not script)
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip
        self.chrome.get("about:blank")
        # A browser keeps fifty addresses, and forgets first what no hand has led to.
        self.command("Page.resetNavigationHistory")
        for kind in ("browser", "performance"):
            self.chrome.get_log(kind)
        self.chrome.get(path.as_uri() + (f"#{key}" if key else ""))

    def ask(self, expression: str, *given: object) -> Any:
        """The value of an expression, in which ``arguments`` are those given."""
        return self.chrome.execute_script(f"return {expression}", *given)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        from selenium.webdriver import ActionChains, Keys  # noqa: PLC0415 - an extra

        for key in keys:
            ActionChains(self.chrome).send_keys(getattr(Keys, key, key)).perform()

    def go(self, steps: int) -> None:
        """Back or forth through what was open, and wait until it is there."""
        self.chrome.execute_async_script(
            "addEventListener('popstate', () => setTimeout(arguments[1]), {once: true});"
            "history.go(arguments[0])",
            steps,
        )

    def command(self, name: str, **given: object) -> Any:
        """A command of the browser's own protocol."""
        return self.chrome.execute_cdp_cmd(name, given)


@pytest.fixture
def reader(browser: Any) -> Reader:
    """The browser, to look at a report."""
    return Reader(browser)


@pytest.fixture
def look(reader: Reader, report: Path) -> Callable[..., Reader]:
    """Open the report with everything in it; returns who looks at it."""

    def opened(key: str = "", **how: Any) -> Reader:
        reader.open(report, key, **how)
        return reader

    return opened
