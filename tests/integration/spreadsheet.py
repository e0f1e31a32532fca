"""What LibreOffice makes of a spreadsheet: opened without a screen and saved as flat XML, which tells
the type and the whole value of each cell, formulas, and charts."""
import datetime
import pathlib
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as tree

NAMES = {"office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
         "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
         "chart": "urn:oasis:names:tc:opendocument:xmlns:chart:1.0"}
PATIENCE_S = 120
# Rows and columns that are there to the end of the sheet are stored once, with how often they come.
REPEATED_MOST = 1000


def name(short):
    space, _, local = short.partition(":")
    return f"{{{NAMES[space]}}}{local}"


def value_of(cell):
    """A number, text, date or None, as the cell is typed: a text that looks like a number stays one."""
    kind = cell.get(name("office:value-type"))
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(name("office:value")))
    if kind == "date":
        return datetime.datetime.fromisoformat(cell.get(name("office:date-value")))
    if kind == "boolean":
        return cell.get(name("office:boolean-value")) == "true"
    if kind == "string":
        return "\n".join("".join(text.itertext()) for text in cell.findall("text:p", NAMES))
    assert kind is None, kind
    return None


GROUPS = {name("table:" + group) for group in ("table-rows", "table-header-rows", "table-row-group")}


def rows_of(table):
    """Its own, not those within the charts that stand on it."""
    for child in table:
        if child.tag == name("table:table-row"):
            yield child
        elif child.tag in GROUPS:
            yield from rows_of(child)


class Sheet:
    def __init__(self, table):
        self.name, self.rows, self.formulas = table.get(name("table:name")), [], []
        for row in rows_of(table):
            values = []
            for cell in row:  # those that another one covers are there, and empty
                values += [value_of(cell)] * min(int(cell.get(name("table:number-columns-repeated"), 1)), REPEATED_MOST)
                self.formulas += filter(None, [cell.get(name("table:formula"))])
            while values and values[-1] is None:
                values.pop()
            self.rows += [values] * min(int(row.get(name("table:number-rows-repeated"), 1)), REPEATED_MOST)
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        self.charts = len(list(table.iter(name("chart:chart"))))


def opened(content):
    """The sheets of an XLSX file (bytes), by name."""
    if shutil.which("soffice") is None:
        raise AssertionError("not installed: libreoffice-calc-nogui; run scripts/install-packages")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="spreadsheet-"))
    try:
        (folder / "book.xlsx").write_bytes(content)
        done = subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "fods",
                               "--outdir", folder, folder / "book.xlsx"], capture_output=True, text=True, timeout=PATIENCE_S)
        saved = folder / "book.fods"
        assert saved.exists(), f"LibreOffice does not open it: {done.stdout}{done.stderr}"
        sheets = [Sheet(table) for table in tree.parse(saved).getroot().find("office:body/office:spreadsheet", NAMES)
                  if table.tag == name("table:table")]
        return {sheet.name: sheet for sheet in sheets}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
