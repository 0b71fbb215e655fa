"""Workers end in good order: a signal asks, the work in hand is finished."""

import signal
import threading
from types import FrameType


def stop_on_signals() -> threading.Event:
    """Set once the process is asked to end; signals reach the main thread only, elsewhere nobody sets it."""
    stop = threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)
    return stop
