"""The worker as a real process, because signals reach only real processes."""

import signal
import subprocess

from tests.operation.homes import ROOT, Home


def test_the_worker_leaves_on_sigterm(home: Home) -> None:
    command = home.process("worker", "--poll", "3600")
    with subprocess.Popen(command, env=home.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "worker: ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
