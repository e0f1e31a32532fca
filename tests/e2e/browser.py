"""A headless Chromium, driven over its DevTools protocol through a pair of pipes, and axe, which
finds what keeps people from using a page.

Browser().open(address) gives a Page; Page.violations() is what axe finds on it. Needs the packages
of scripts/packages and the one of package.json (scripts/install-packages); no network."""
import contextlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
AXE = HERE / "node_modules/axe-core/axe.min.js"
PATIENCE_S = 30
# No sandbox: tests run as root in containers, on pages of our own. No networking of its own: it would
# look its makers' hosts up at every start.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         "--ignore-certificate-errors", "--remote-debugging-pipe"]


def missing():
    """What is not installed, in words; None when all is there."""
    absent = [name for name in ("chromium",) if shutil.which(name) is None]
    absent += [] if AXE.exists() else [f"axe-core ({AXE})"]
    return f"not installed: {', '.join(absent)}; run scripts/install-packages" if absent else None


class Browser:
    """One process for many pages; close() ends it."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="chromium-")
        theirs, self.to = os.pipe()
        self.out, ours = os.pipe()
        # It reads from descriptor 3 and writes to 4.
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{theirs} 4>&{ours}', "chromium", "chromium", *FLAGS,
             f"--user-data-dir={self.profile}", "about:blank"],
            pass_fds=(theirs, ours), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs)
        os.close(ours)
        self.pending, self.events, self.number = b"", [], 0

    def close(self):
        with contextlib.suppress(AssertionError, OSError):
            self.send("Browser.close")
        try:
            self.process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.to)
        os.close(self.out)
        shutil.rmtree(self.profile, ignore_errors=True)

    def send(self, method, session=None, **parameters):
        """A command; its result. Events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self.events.append(answer)

    def wait(self, session, *methods):
        """The next event of a session with one of these names; those before it are dropped."""
        while True:
            event = self.events.pop(0) if self.events else self.receive()
            if event.get("sessionId") == session and event.get("method") in methods:
                return event

    def receive(self):
        end = time.monotonic() + PATIENCE_S
        while b"\0" not in self.pending:
            ready, _, _ = select.select([self.out], [], [], max(0, end - time.monotonic()))
            assert ready, f"the browser said nothing for {PATIENCE_S} s"
            more = os.read(self.out, 1 << 16)
            assert more, f"the browser ended with {self.process.poll()}"
            self.pending += more
        message, _, self.pending = self.pending.partition(b"\0")
        return json.loads(message)

    @contextlib.contextmanager
    def open(self, address, width=1280, dark=False, scripts=True, media="screen"):
        """A page that has loaded."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.send("Page.enable", session)
        self.send("Emulation.setDeviceMetricsOverride", session, width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.send("Emulation.setEmulatedMedia", session, media=media,
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.send("Emulation.setScriptExecutionDisabled", session, value=not scripts)
        gone = self.send("Page.navigate", session, url=address)
        assert "errorText" not in gone, f"{address}: {gone.get('errorText')}"
        self.wait(session, "Page.loadEventFired")
        try:
            yield Page(self, session)
        finally:
            self.send("Target.closeTarget", targetId=target)


class Page:
    def __init__(self, browser, session):
        self.browser, self.session = browser, session

    def run(self, script):
        """The value of an expression; of a promise, what it promises."""
        result = self.browser.send("Runtime.evaluate", self.session, expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def press(self, key, code, text=None):
        """A key, by its name and Windows' number of it; text: what it types."""
        key = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.browser.send("Input.dispatchKeyEvent", self.session, type="keyDown", **key, **({"text": text} if text else {}))
        self.browser.send("Input.dispatchKeyEvent", self.session, type="keyUp", **key)

    def tab_to(self, condition, most=50):
        """Goes from one field to the next until the condition holds."""
        for _ in range(most):
            self.press("Tab", 9)
            if self.run(condition):
                return
        raise AssertionError(f"{most} times tab, and never: {condition}")

    @contextlib.contextmanager
    def loading(self):
        """What is done within leads to a page, which has loaded afterwards."""
        self.browser.events.clear()
        yield
        self.browser.wait(self.session, "Page.loadEventFired")

    def violations(self):
        """What axe finds, each with its rule, its help and where."""
        self.run(AXE.read_text() + ";0")
        found = json.loads(self.run("axe.run(document).then(found => JSON.stringify(found))"))
        assert found["passes"], "axe found nothing to look at"
        return [f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:200]}"
                for one in found["violations"] for node in one["nodes"]]
