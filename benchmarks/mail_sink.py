"""A mail server that only counts: takes every mail as fast as this machine reads it, with pipelining (RFC 2920).

    python benchmarks/mail_sink.py PORT

Prints `ready`; ends with its parent. No third-party package: a benchmark starts it as a process of its own.
"""

import socket
import sys
import threading

END = b"\r\n.\r\n"
HELLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 100000000\r\n"


def _answer(command: bytes) -> bytes:
    word = command[:4].upper()
    if word == b"EHLO":
        return HELLO
    if word == b"DATA":
        return b"354 go on\r\n"
    return b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n"


def attend(line: socket.socket) -> None:
    """One connection: commands by lines, contents by their end mark."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(b"220 sink ESMTP\r\n")
    kept, in_content = b"", False
    while True:
        try:
            more = line.recv(1 << 20)
        except OSError:
            return
        if not more:
            return
        kept += more
        answers = []
        while True:
            if in_content:
                at = kept.find(END)
                if at < 0:
                    break
                kept, in_content = kept[at + len(END) :], False
                answers.append(b"250 taken\r\n")
                continue
            command, mark, rest = kept.partition(b"\r\n")
            if not mark:
                break
            kept = rest
            answers.append(_answer(command))
            in_content = answers[-1].startswith(b"354")
        if answers:
            line.sendall(b"".join(answers))
        if answers and answers[-1].startswith(b"221"):
            line.close()
            return


def serve(port: int) -> None:
    with socket.create_server(("127.0.0.1", port), backlog=50) as door:
        print("ready", flush=True)
        threading.Thread(target=_end_with_parent, daemon=True).start()
        while True:
            line, _where = door.accept()
            threading.Thread(target=attend, args=(line,), daemon=True).start()


def _end_with_parent() -> None:
    sys.stdin.read()
    sys.stdout.flush()
    import os

    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
