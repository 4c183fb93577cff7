"""Runs a program in a terminal of its own: run-in-terminal.py <columns> <program> [argument ...].

What comes by standard input is typed there; what the terminal shows goes to standard output. Ends as the program ends.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

columns, program, *arguments = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(program, [program, *arguments])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(columns), 0, 0))

sources = [terminal, sys.stdin.fileno()]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:
            # So Linux says that nobody holds the other end any more.
            data = b""
        if not data:
            sources.remove(source)
        elif source == terminal:
            os.write(sys.stdout.fileno(), data)
        else:
            os.write(terminal, data)

_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
