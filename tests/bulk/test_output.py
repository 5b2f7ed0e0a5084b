"""Files are whole or not there, and one run at a time writes to a folder."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobstatus.bulk import output
from jobstatus.bulk.output import (
    ConversionError,
    OutputError,
    WholeFile,
    locked_folder,
    output_errors,
    remove_temporary_files,
)

HOLD = """
import sys, time, pathlib
from jobstatus.bulk.output import locked_folder
with locked_folder(pathlib.Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    """A file gets its name when it is whole, and then replaces the one that had the name."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with WholeFile(path) as whole:
        whole.file.write(b"new")
        whole.file.flush()
        assert b"old" == path.read_bytes()
    assert b"new" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("syncs_folders", "expected"),
    [(True, ["sync", "rename", "sync"]), (False, ["sync", "rename"])],
    ids=["posix", "windows"],
)
def test_a_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected: list[str],
    *,
    syncs_folders: bool,
) -> None:
    """The file is synced before it is renamed, and the folder afterwards, where it can be."""
    calls: list[str] = []
    rename = Path.replace

    def replace(path: Path, target: Path) -> Path:
        calls.append("rename")
        return rename(path, target)

    monkeypatch.setattr(output, "_CAN_SYNC_FOLDERS", syncs_folders)
    monkeypatch.setattr(os, "fsync", lambda _: calls.append("sync"))
    monkeypatch.setattr(Path, "replace", replace)
    with WholeFile(tmp_path / "a") as whole:
        whole.file.write(b"x")
    assert expected == calls


def test_nothing_is_left_of_a_block_that_raises(tmp_path: Path) -> None:
    """The old file stays if the block that writes the new one raises."""

    def write() -> None:
        with WholeFile(tmp_path / "a") as whole:
            whole.file.write(b"x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert [] == list(tmp_path.iterdir())


def test_an_unwanted_file_does_not_appear(tmp_path: Path) -> None:
    """An unwanted file leaves nothing in the folder."""
    with WholeFile(tmp_path / "a") as whole:
        whole.is_wanted = False
    assert [] == list(tmp_path.iterdir())


def test_a_full_disk_is_an_output_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the file and the reason, and nothing is left of the file."""

    def fsync(_: int) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OutputError) as caught, WholeFile(tmp_path / "a") as whole:
        whole.file.write(b"x")
    assert f"{tmp_path / 'a'}: cannot be written: No space left on device" == str(caught.value)
    assert [] == list(tmp_path.iterdir())


def test_an_error_without_a_number_is_told_as_it_is() -> None:
    """An error of a library has no number, and its own text is the reason."""
    with pytest.raises(OutputError, match="a: cannot be written: oops"), output_errors("a"):
        raise OSError("oops")


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path) -> None:
    """A folder cannot be made where a file has its name."""
    (tmp_path / "a").touch()
    with pytest.raises(OutputError, match="a: cannot be written: "), locked_folder(tmp_path / "a"):
        pass


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    """Every missing parent of the folder is made, too."""
    folder = tmp_path / "a" / "b" / "c"
    with locked_folder(folder):
        assert folder.is_dir()


def test_temporary_files_are_removed(tmp_path: Path) -> None:
    """Only the temporary files of runs that were killed are removed."""
    (tmp_path / "jobs").mkdir()
    for name in (".a.1234.tmp", "jobs/.b.1234.tmp", "jobs/c", "d.tmp", ".e"):
        (tmp_path / name).touch()
    remove_temporary_files(tmp_path)
    assert {"jobs", "jobs/c", "d.tmp", ".e"} == {
        str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")
    }


def test_a_temporary_file_may_vanish_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that outlives its run for a moment may remove a temporary file first."""
    monkeypatch.setattr(Path, "glob", lambda folder, _: [folder / "gone"])
    remove_temporary_files(tmp_path)


def test_a_folder_is_locked_until_its_process_ends(tmp_path: Path) -> None:
    """A locked folder is refused to other processes until its process ends, even if killed."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(ConversionError) as caught, locked_folder(tmp_path):
            pass
        other.kill()
    assert f"{tmp_path}: another run is writing to this folder; wait until it ends" == str(
        caught.value
    )
    with locked_folder(tmp_path):
        pass


def test_the_error_of_a_block_is_its_own(tmp_path: Path) -> None:
    """An error of the block is raised unchanged, and the folder is free afterwards."""
    for _ in range(2):
        with pytest.raises(FileNotFoundError), locked_folder(tmp_path):
            raise FileNotFoundError


def test_a_file_system_without_locks_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system without locks cannot tell two runs at once from one."""

    class NoLocks:
        LOCK_EX = LOCK_NB = 0

        @staticmethod
        def lockf(*_: object) -> None:
            raise OSError(errno.ENOLCK, "")

    monkeypatch.setattr(output, "_fcntl", NoLocks)
    with pytest.raises(OutputError, match="No locks available"), locked_folder(tmp_path):
        pass


def test_without_posix_there_are_locks_between_threads_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system without POSIX locks, such as Windows, locks folders within a process."""
    monkeypatch.setattr(output, "_fcntl", None)
    with locked_folder(tmp_path), pytest.raises(ConversionError), locked_folder(tmp_path):
        pass
