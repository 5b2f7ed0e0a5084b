"""The tests that reach a line, the nearest first."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen
from coverage import CoverageData


@frozen
class Selection:
    """The test functions that reach each line, and the seconds that each takes.

    Attributes:
        reaching: For a module's path from the root, the test functions that reach each of its lines.
        seconds: The seconds of each test function, with all its parameters.
        breadth: The number of lines that each test function reaches.
    """

    reaching: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]
    breadth: dict[str, int]

    def tests(self, path: str, lines: Iterable[int]) -> list[str]:
        """Return the test functions that reach one of the lines, and those that may.

        A line may run once for all tests, for the converter that is made on import, or in another process: so the
        module's own tests may notice that it is wrong, and if no test function reaches the line, so may those that
        reach any line of the module.

        Args:
            path: The path of the module from the root, `"src/jobstatus/nodes/base.py"`.
            lines: The numbers of the lines, from 1.

        Returns:
            Names such as `"tests/nodes/test_base.py::test_it"`, in the order in which they are worth a try: first
            those of the module's own tests, then those that take little time and reach few other lines.
        """
        known = self.reaching.get(path, {})
        reaching = {test for line in lines for test in known.get(line, ())}
        inside = Path(path).relative_to("src/jobstatus")
        near = f"tests/{inside.parent}/test_{inside.name}::".replace("/./", "/")
        found = reaching or {test for tests in known.values() for test in tests}
        own = {test for test in self.seconds if test.startswith(near)}
        return sorted(
            found | own,
            key=lambda test: (test not in own, test not in reaching, self._cost(test), test),
        )

    def _cost(self, test: str) -> float:
        return self.seconds.get(test, 1.0) * (1 + self.breadth.get(test, 0) / 1000)


def read_selection(data: Path, times: Path) -> Selection:
    """Read the files that `measure` has written."""
    seconds: dict[str, float] = json.loads(times.read_bytes())
    measured = CoverageData(str(data))
    measured.read()
    reaching: dict[str, dict[int, list[str]]] = {}
    breadth: dict[str, int] = defaultdict(int)
    for file in measured.measured_files():
        inside = f"src/jobstatus/{file.partition('/jobstatus/')[2]}"
        lines = reaching[inside] = {}
        for line, contexts in measured.contexts_by_lineno(file).items():
            lines[line] = sorted(seconds.keys() & contexts)
            for test in lines[line]:
                breadth[test] += 1
    return Selection(reaching, seconds, dict(breadth))
