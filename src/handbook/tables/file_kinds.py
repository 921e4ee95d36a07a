"""Say what a file is that is not what its name promises, from its first bytes and, of an archive, from its members."""

from __future__ import annotations

import io
import zipfile

__all__ = ["OPEN_DOCUMENT", "WORKBOOK", "kind"]

WORKBOOK = "an Excel workbook"
"""What `kind` calls a file that is read as .xlsx."""

OPEN_DOCUMENT = "an OpenDocument file (.ods)"
"""What `kind` calls a spreadsheet that `handbook ingest` reads."""

_SAVE = "Save it as .xlsx or as CSV in UTF-8."
_NO_TEXT = (
    (b"\x89PNG", "a PNG picture", "Export the table, not its picture."),
    (b"\xff\xd8\xff", "a JPEG picture", "Export the table, not its picture."),
    (b"GIF8", "a GIF picture", "Export the table, not its picture."),
    (b"%PDF", "a PDF document", "Copy the table into a spreadsheet and save it as CSV."),
    (b"{\\rtf", "a text document (RTF)", "Copy the table into a spreadsheet and save it as CSV."),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it."),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7z)", "Unpack it."),
    (b"Rar!", "a compressed file (RAR)", "Unpack it."),
)
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_MEMBERS = (
    ("xl/workbook.bin", "an Excel workbook in binary form (.xlsb)", _SAVE),
    ("xl/workbook.xml", WORKBOOK, "Let its name end in .xlsx."),
    ("word/document.xml", "a Word document", "Copy the table into a spreadsheet and save it as .xlsx."),
    ("ppt/presentation.xml", "a PowerPoint presentation", "Copy the table into a spreadsheet and save it as .xlsx."),
    ("Index/Document.iwa", "a document of Apple Numbers", "Export it from Numbers as Excel or CSV."),
    ("content.xml", OPEN_DOCUMENT, f"{_SAVE[:-1]}, or let `handbook ingest` read it."),
)
_STREAMS = (
    (
        "EncryptedPackage",
        "a workbook that a password protects",
        "Open it with the password and save it without one, as .xlsx.",
    ),
    ("WordDocument", "an old Word document", "Copy the table into a spreadsheet and save it as .xlsx."),
    ("Workbook", "an old Excel workbook (.xls)", _SAVE),
)


def kind(raw: bytes) -> tuple[str, str] | None:
    r"""Return what the bytes of a file are and what to do about it; nothing for text.

    >>> kind(b"%PDF-1.7")
    ('a PDF document', 'Copy the table into a spreadsheet and save it as CSV.')
    >>> kind(b"\r\n<!DOCTYPE html><table>")[0]
    'a page of HTML'
    >>> kind(b"region,year\n")
    """
    for magic, what, remedy in _NO_TEXT:
        if raw.startswith(magic):
            return what, remedy
    if raw.startswith(_OLE):
        return _container(raw)
    if raw.startswith(_ZIP):
        return _archive(raw)
    head = raw[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe").lstrip().lower()
    if head.startswith((b"<?xml", b"<workbook")) and b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "an Excel workbook of 2003 in XML", f"Open it in Excel or LibreOffice. {_SAVE}"
    if head.startswith((b"<!doctype html", b"<table", b"<head", b"<meta")) or (head[:1] == b"<" and b"<html" in head):
        return "a page of HTML", f"Open it in Excel or LibreOffice and look whether it is the table. {_SAVE}"
    return None


def _container(raw: bytes) -> tuple[str, str]:
    """Return what a file is that holds streams as the programs of Microsoft did before 2007, or encrypted ones do."""
    for stream, what, remedy in _STREAMS:
        if stream.encode("utf-16-le") in raw:
            return what, remedy
    return (
        "an old Excel workbook (.xls), or one that a password protects",
        f"Open it. {_SAVE[:-1]}, without a password.",
    )


def _archive(raw: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = set(archive.namelist())
    except zipfile.BadZipFile:
        return "a workbook or another archive that is damaged or incomplete", "Copy or download it once more."
    for member, what, remedy in _MEMBERS:
        # Some programs give the workbook in its folder another name.
        if member in members or (what == WORKBOOK and any(name.startswith("xl/worksheets/") for name in members)):
            return what, remedy
    return "a ZIP archive", "Unpack it."
