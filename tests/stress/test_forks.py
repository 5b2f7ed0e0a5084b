"""A child that is forked in the middle of work goes on: it waits for no thread that it has not."""

import os

import pytest

from alone import run_alone

FORKING = """
import os, signal, sys, threading, time
import attrs
from jobstatus import AtsJobValue, JobStatus, make_converter, salvage

sys.setswitchinterval(1e-5)
stop = threading.Event()

def fresh_class():
    @attrs.frozen
    class Fresh:
        status: JobStatus
        many: list[JobStatus] = attrs.field(factory=list)
    return Fresh

def use(number, count):
    AtsJobValue(f"{number} {count}")
    made, cl = make_converter(), fresh_class()
    text = b'{"status": {"value": "open"}, "many": [{"value": "new"}, {"value": "%d"}]}' % count
    assert made.loads(made.dumps(made.loads(text, cl)), cl).many[1].value == str(count)
    assert salvage('[{"value": 5}]', list[JobStatus], converter=made)[1]

def work(number):
    count = 0
    while not stop.is_set():
        count += 1
        use(number, count)

def exit_code(child):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return "it hangs"

for number in range(3):
    threading.Thread(target=work, args=(number,), daemon=True).start()
codes = set()
for turn in range(int(sys.argv[1])):
    time.sleep(0.003 * (turn % 5))
    child = os.fork()
    if not child:
        stop.set()
        use("child", turn)
        os._exit(7)
    codes.add(exit_code(child))
stop.set()
print(codes)
os._exit(0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX forks")
def test_a_child_that_is_forked_in_the_middle_of_work_works_and_ends() -> None:
    """Other threads make unrecognized values, nodes and classes at the moment of the fork."""
    turns = "300" if os.environ.get("LONG") else "12"
    assert "{7}\n" == run_alone("-c", FORKING, turns)
