"""What the command that draws the README's picture says when it cannot."""

from __future__ import annotations

from tools import picture


def test_the_picture_wants_a_site_and_a_file(capsys):
    for given in ([], ["one"], ["one", "two", "three"]):
        assert picture.main(given) == 2, given
        assert "Usage" in capsys.readouterr().err, given


def test_the_picture_says_that_there_is_no_site(tmp_path, capsys):
    assert picture.main([str(tmp_path), str(tmp_path / "picture.png")]) == 1
    assert "handbook build" in capsys.readouterr().err
    (tmp_path / "figures.json").write_text('[{"figure": "F15", "url": ""}]', encoding="utf-8")
    assert picture.main([str(tmp_path), str(tmp_path / "picture.png")]) == 1
    assert "no page with figure F15" in capsys.readouterr().err
