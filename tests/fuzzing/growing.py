"""Growth of the corpus: libFuzzer, by atheris, keeps the inputs that reach new code of the package.

It measures the interpreted package, whose bytecode atheris instruments. `python -m fuzzing grow`
runs this module in processes of their own, for libFuzzer never returns.
"""

import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .generator import CORPUS, changed, corpus, made_inputs
from .inputs import FAILURES, Input, write_inputs

__all__ = ["grow"]

INSTRUMENTED = [f"jobstatus.{name}" for name in ("nodes", "codecs", "errors", "salvaging", "drift")]
LONGEST = 600
FIRST = 600
_COMMENT = "Kept by `python -m fuzzing grow`: type, options, form, document."


def grow(seconds: int, seed: int) -> int:
    """Change inputs for some time, write those that together reach all code, and count them.

    Args:
        seconds: How long.
        seed: The seed of the first inputs.
    """
    with TemporaryDirectory() as folder:
        grown, least = Path(folder) / "grown", Path(folder) / "least"
        grown.mkdir()
        least.mkdir()
        for index, given in enumerate([*corpus(), *made_inputs(FIRST, seed)]):
            if len(line := given.line().encode()) <= LONGEST:
                (grown / str(index)).write_bytes(line)
        # libFuzzer starts the program that is its first argument once more for the second step.
        program = Path(folder) / "program"
        program.write_text(f"#!{sys.executable}\nfrom fuzzing.growing import main\nmain()\n")
        program.chmod(0o755)
        FAILURES.mkdir(parents=True, exist_ok=True)
        artifacts = f"-artifact_prefix={FAILURES}/"
        common = [program, artifacts, f"-max_len={LONGEST}", "-use_counters=0", "-verbosity=0"]
        subprocess.run([*common, f"-max_total_time={seconds}", grown], check=True)
        subprocess.run([*common, "-merge=1", least, grown], check=True)
        inputs = [Input.of_line(path.read_text()) for path in least.iterdir()]
    write_inputs(CORPUS, inputs, _COMMENT)
    return len(inputs)


def main() -> None:
    """Check the inputs that libFuzzer asks for; the arguments are its own.

    Raises:
        AssertionError: An input is read, or written again, in two ways; libFuzzer keeps it.
    """
    import atheris  # noqa: PLC0415 - it is optional, and there for Linux and macOS only

    ours = [name for name in sys.modules if name.partition(".")[0] in ("jobstatus", "anybodys")]
    for name in ours:
        del sys.modules[name]
    with atheris.instrument_imports(include=INSTRUMENTED):
        from .checks import Checker  # noqa: PLC0415 - it imports what is to be instrumented

    checker = Checker()

    def check(data: bytes) -> int:
        given = _input_of(data)
        if given is None:
            return -1
        checker.check(given)
        return 0

    atheris.Setup(sys.argv, check, custom_mutator=_changed_line)
    atheris.Fuzz()


def _input_of(data: bytes) -> Input | None:
    try:
        return Input.of_line(data.decode("ascii"))
    except (ValueError, SyntaxError):
        return None


def _changed_line(data: bytes, most: int, seed: int) -> bytes:
    """Change the input that a line stands for, as libFuzzer's own mutator cannot."""
    chance = random.Random(seed)
    given: Any = _input_of(data) or next(made_inputs(1, seed))
    for _ in range(5):
        line = changed(given, chance).line().encode("ascii")
        if len(line) <= most:
            return line
    return data
