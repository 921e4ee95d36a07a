"""Numbers read out of texts: their digits, units, qualifiers and periods; and what only looks like a number."""

from __future__ import annotations

import pytest

from handbook.draft.reading import read_numbers
from handbook.draft.text import TextError, parse, read


def numbers(text: str) -> list[tuple[str, str, str, str]]:
    return [(n.printed, n.unit, n.qualifier, n.period) for n in read_numbers(parse(text)).numbers]


def aside(text: str) -> dict[str, str]:
    return {one.token: one.reason for one in read_numbers(parse(text)).asides}


CHINESE = {
    "2021年，公司营收约4.5亿元。": [("4.5", "亿元", "approx", "2021")],
    "2022年上半年，利润超过3千万元。": [("3", "千万元", "at_least", "2022H1")],
    "预计2025年规模将突破2万亿元。": [("2", "万亿元", "forecast", "2025")],
    "2020年毛利率下降1.6个百分点。": [("1.6", "百分点", "exact", "2020")],
    "2020年死亡率为3.1‰，近八成病床在用。": [("3.1", "‰", "exact", "2020"), ("8", "成", "approx", "2020")],
    "2019年至2021年，营收分别为1.5亿元、2.7亿元和5.1亿元。": [
        ("1.5", "亿元", "exact", "2019"),
        ("2.7", "亿元", "exact", "2020"),
        ("5.1", "亿元", "exact", "2021"),
    ],
    "2021年收入48亿元，较2020年的41亿元增长17%。": [
        ("48", "亿元", "exact", "2021"),
        ("41", "亿元", "exact", "2020"),
        ("17", "%", "exact", "2021"),
    ],
    "2022年覆盖二十余个国家，产量翻了一番，占比百分之十二。": [
        ("20", "个", "at_least", "2022"),
        ("2", "倍", "exact", "2022"),
        ("12", "%", "exact", "2022"),
    ],
    "2022年四分之三的企业增长10%-50%。": [("75", "%", "approx", "2022"), ("10-50", "%", "range", "2022")],
}
ENGLISH = {
    "In 2021 output was EUR 629 billion.": [("629", "bn_eur", "exact", "2021")],
    "In 2021 the firm employed more than 6.7 million people.": [("6.7", "million_persons", "at_least", "2021")],
    "Sales rose from 3 tonnes in 2019 to 5 tonnes in 2020.": [
        ("3", "t", "exact", "2019"),
        ("5", "t", "exact", "2020"),
    ],
    "In 2020 rates fell by 25 basis points and margins by 0.6 percentage points.": [
        ("25", "basis_points", "exact", "2020"),
        ("0.6", "percentage_points", "exact", "2020"),
    ],
    "In the third quarter of 2023, almost two thirds of the eleven plants stood still.": [
        ("66.7", "%", "approx", "2023Q3"),
        ("11", "count", "exact", "2023Q3"),
    ],
    "Revenue was £1,842 million (2021: £1,715 million) in 2022.": [
        ("1842", "million_gbp", "exact", "2022"),
        ("1715", "million_gbp", "exact", "2021"),
    ],
}


def test_numbers_are_read_with_unit_qualifier_and_period():
    for text, expected in {**CHINESE, **ENGLISH}.items():
        assert numbers(text) == expected, text


def test_years_versions_ordinals_marks_and_names_are_no_quantities():
    text = "1. 第三产业的B2B与5G平台发布2.0版，世界500强见图3。\n\n（二）十四五期间，2021年。"
    assert numbers(text) == []
    reasons = aside(text)
    expected = {"第三产业": "ordinal", "B2B": "name", "5G": "name", "2.0版": "version", "500强": "name", "图3": "label"}
    assert expected.items() <= reasons.items()
    assert numbers("See Table 3 of Release 4.2: Q4 figures follow ISO 9001, 24/7.") == []


def test_an_unknown_unit_is_said_and_not_guessed():
    for text, word in {"存货37物联网。": "物联网", "It weighs 3.5 furlongs of rope.": "furlongs"}.items():
        [number] = read_numbers(parse(text)).numbers
        assert (number.unit, number.seen) == ("", word), text


def test_numbers_of_a_table_take_units_and_periods_from_its_heads():
    table = "单位：亿元\n\n| 项目 | 2020年 | 2021年 | 增速（%） |\n|---|---|---|---|\n| 硬件 | 402.1 | 458.2 | 14.0 |\n"
    assert numbers(table) == [
        ("402.1", "亿元", "exact", "2020"),
        ("458.2", "亿元", "exact", "2021"),
        ("14.0", "%", "exact", ""),
    ]


BAD = {
    "empty": (b" \n\n", "holds no text"),
    "other encoding": ("产业数字化规模达到四十一万亿元".encode("gb18030") * 4, "expected UTF-8"),
    "another language": ("Der Umsatz ist im Jahr 2021 um 3 % auf 5 Millionen Euro gestiegen. " * 4).encode(),
    "Japanese": ("売上高は前年比で三パーセント増加しました。" * 4).encode(),
    "zero bytes": (b"\x00\x01\x02 text \x00 and more", "no text"),
    "no PDF": (b"%PDF-1.7 nothing follows", "no PDF that can be read"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_text_that_cannot_be_read_is_refused_in_one_sentence_that_names_it(tmp_path, case):
    given = BAD[case]
    content, expected = given if isinstance(given, tuple) else (given, "Translate it first")
    file = tmp_path / "report.txt"
    file.write_bytes(content)
    with pytest.raises(TextError, match=expected) as refused:
        read(file)
    assert "report.txt" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_scan_is_told_from_a_pdf_with_a_text_layer(tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.write(tmp_path / "scan.pdf")
    with pytest.raises(TextError, match="no text layer"):
        read(tmp_path / "scan.pdf")


def test_a_torn_row_is_named_and_the_rest_of_the_table_is_read():
    document = parse("| a | 2021年 |\n|---|---|\n| 甲 | 5吨 |\n| 乙 | 6吨 | 7吨 |\n| 丙 | 8吨 |\n", "t.md")
    [torn] = document.torn
    assert torn.startswith("t.md, line 4: found a row of 3 cells, expected 2")
    assert [n.printed for n in read_numbers(document).numbers] == ["5", "8"]
