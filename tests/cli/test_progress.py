"""A progress bar counts bytes."""

from io import BytesIO

import pytest

from jobstatus.cli.progress import progress_bar


def test_progress_is_shown_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar counts the bytes that are read here and elsewhere, and leaves standard output alone."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress_bar(3_000_000) as bar:
        assert b"x" * 1_000_000 == bar.wrap_file(BytesIO(b"x" * 1_000_000)).read()
        bar.advance(1_000_000)
    out, err = capsys.readouterr()
    assert "" == out
    assert "2.0/3.0 MB" in err
