"""The published contract (proto/openapi.yaml), and whether an answer of the daemon keeps to it."""
import datetime
import functools
import json
import pathlib
import re

import fastjsonschema
import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Said of every answer, and so not of each.
COMMON_HEADERS = {"content-type", "content-length", "connection", "date", "cache-control",
                  "x-content-type-options", "strict-transport-security", "server", "x-request-id"}
# Statuses of the wire, of the address and of limits: the `default` of an operation.
ANYWHERE = {400, 406, 408, 411, 413, 414, 415, 429, 431, 500, 501, 503, 505}

formats = jsonschema.FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def is_time(value):
    return not isinstance(value, str) or bool(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", value)
        and datetime.datetime.fromisoformat(value.replace("Z", "+00:00")))


@formats.checks("date", raises=ValueError)
def is_date(value):
    return not isinstance(value, str) or bool(datetime.date.fromisoformat(value))


@formats.checks("code")
def is_code(value):
    return not isinstance(value, str) or bool(re.fullmatch(r"[a-z0-9._-]+", value))


@formats.checks("line")
def is_line(value):
    return not isinstance(value, str) or not re.search(r"[\x00-\x1f\x7f-\x9f]", value)


@formats.checks("text")
def is_text(value):
    return not isinstance(value, str) or not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]",
                                                       value)


CHECKS = {name: check for name, (check, _) in formats.checkers.items()}


class Contract:
    def __init__(self):
        self.document = yaml.load((ROOT / "proto/openapi.yaml").read_text(), yaml.CSafeLoader)
        self.validators = {}
        self.seen = set()  # (operationId, status) of the answers that were checked
        self.paths = [
            (re.compile(self.base(item) + re.sub(r"\{\w+\}", "[^/]+", path.replace("/{path}", "(/.*)?")) + "$"), path, item)
            for path, item in self.document["paths"].items()]

    def base(self, item):
        """What stands before the paths of an item: pages are not below the API."""
        return item.get("servers", self.document["servers"])[0]["url"].rstrip("/")

    def operations(self):
        """(method, path, operation) of each; parameters of the path are among its own."""
        for path, item in self.document["paths"].items():
            common = item.get("parameters", [])
            for method, operation in item.items():
                if method not in ("parameters", "servers"):
                    yield method.upper(), path, {
                        **operation, "parameters": common + operation.get("parameters", [])}

    def resolve(self, thing):
        while "$ref" in thing:
            found = self.document
            for part in thing["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            thing = found
        return thing

    def schema(self, name):
        return self.document["components"]["schemas"][name]

    def written_out(self, schema):
        """The same without references and allOf: a hundred times faster to check against."""
        if isinstance(schema, list):
            return [self.written_out(part) for part in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self.written_out(self.resolve(schema))
        whole = {key: self.written_out(part) for key, part in schema.items()
                 if key != "format" or isinstance(part, dict) or part in CHECKS}
        for part in whole.pop("allOf", []):
            for key, value in part.items():
                if key == "properties":
                    whole[key] = {**value, **whole.get(key, {})}
                elif key == "required":
                    whole[key] = value + whole.get(key, [])
                else:
                    whole.setdefault(key, value)
        if whole.pop("unevaluatedProperties", None) is False:
            whole["additionalProperties"] = False
        return whole

    def faults(self, schema, value):
        """What is wrong with a value, as texts. schema: as found in the document. Nearly every value is
        right: a compiled check says so, and the one that names all faults is asked about the others."""
        key = json.dumps(schema)
        if key not in self.validators:
            plain = self.written_out(schema)
            self.validators[key] = (
                fastjsonschema.compile(plain, formats=CHECKS, use_default=False),
                jsonschema.Draft202012Validator(plain, format_checker=formats))
        right, slow = self.validators[key]
        try:
            right(value)
            return []
        except ValueError:  # its own, and what a format says
            return [f"/{'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}"
                    for fault in slow.iter_errors(value)]

    @functools.cache
    def operation(self, method, path):
        """The operation of an address, None when there is none; and the methods offered there."""
        for pattern, _, item in self.paths:
            if pattern.match(path):
                offered = {name.upper() for name in item if name not in ("parameters", "servers")}
                return item.get(method.lower()), offered
        return None, set()

    def check(self, method, address, answer):
        """Asserts that an answer is one that the contract promises."""
        path = address.partition("?")[0]
        operation, offered = self.operation("GET" if method == "HEAD" else method, path)
        if operation is None:
            assert answer.status in ANYWHERE | {405 if offered else 404, 401}, \
                f"{method} {path}: {answer}"
            promised = self.document["components"]["responses"]["Problem"]
        else:
            promised = operation["responses"].get(str(answer.status))
            if promised is None:
                assert answer.status in ANYWHERE, f"{method} {path} promises no {answer.status}: {answer}"
                promised = operation["responses"]["default"]
        promised = self.resolve(promised)
        faults = self.header_faults(promised, answer)
        if method != "HEAD":
            faults += self.body_faults(promised, answer)
        assert not faults, f"{method} {path} {answer.status}:\n" + "\n".join(faults) + f"\n{answer}"
        if operation is not None:
            self.seen.add((operation["operationId"], answer.status))

    def header_faults(self, promised, answer):
        headers = {name.lower(): self.resolve(header)
                   for name, header in promised.get("headers", {}).items()}
        if answer.status in (429, 503):
            assert "retry-after" in answer.headers
        faults = [f"header {name} is missing" for name, header in headers.items()
                  if header.get("required") and name not in answer.headers]
        for name, value in answer.headers.items():
            if name in headers:
                faults += [f"header {name}{fault}"
                           for fault in self.faults(headers[name]["schema"], value)]
            elif name not in COMMON_HEADERS:
                faults.append(f"header {name} is not in the contract")
        return faults

    def body_faults(self, promised, answer):
        content = promised.get("content")
        if content is None:
            return [] if answer.body == b"" else ["there is a body"]
        kind = answer.headers.get("content-type")
        if "*/*" in content:  # a file
            return []
        if kind not in content:
            return [f"content type {kind} is not in the contract"]
        if kind.partition(";")[0] in ("text/event-stream", "text/html", "text/csv", "image/svg+xml"):
            return []
        faults = self.faults(content[kind]["schema"], answer.json)
        if kind == "application/problem+json" and answer.json.get("status") != answer.status:
            faults.append("the status in the body is another one")
        return faults
