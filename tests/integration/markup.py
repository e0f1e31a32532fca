"""What a page of HTML is made of, for tests of pages."""
import html.parser


class Markup(html.parser.HTMLParser):
    """The elements of an answer, in order; asserts that it is well formed, and what holds of every
    page: nothing that runs or is loaded, one heading, references that lead somewhere."""

    VOID = {"meta", "input", "br", "link", "img", "hr"}

    def __init__(self, answer):
        super().__init__()
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        self.answer, self.text = answer, answer.text
        self.open, self.elements = [], []
        self.feed(self.text)
        assert self.open == []
        self.check_all()

    def handle_starttag(self, tag, attributes):
        element = {"tag": tag, "within": [one["tag"] for one in self.open], "text": "",
                   **dict(attributes)}
        assert len(attributes) == len(dict(attributes)), f"an attribute twice: {attributes}"
        self.elements.append(element)
        if tag not in self.VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1]["tag"] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, tag, **attributes):
        return [one for one in self.elements if one["tag"] == tag
                and all(one.get(name) == value for name, value in attributes.items())]

    def one(self, tag, **attributes):
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def ids(self):
        return [one["id"] for one in self.elements if "id" in one]

    def check_all(self):
        policy = self.answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert self.answer.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in self.answer.headers
        assert not {one["tag"] for one in self.elements} & {"script", "iframe", "img", "object", "svg", "b"}
        for one in self.elements:
            assert not any(name.startswith("on") or name in ("style", "src") for name in one)
        assert self.one("html")["lang"] and self.one("title")["text"] and self.one("main")
        assert len(self.all("h1")) == 1
        assert "maximum-scale" not in self.text and "user-scalable" not in self.text
        assert len(self.ids) == len(set(self.ids))
        for one in self.elements:
            for name in ("for", "aria-describedby", "aria-labelledby"):
                assert set((one.get(name) or "").split()) <= set(self.ids)
            if (one.get("href") or "").startswith("#"):
                assert one["href"].removeprefix("#") in self.ids
