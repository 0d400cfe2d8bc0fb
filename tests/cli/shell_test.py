#!/usr/bin/env python3
"""shell_test.py RUNG: types a session into `rung sql` on a terminal and compares what comes back."""
import os
import pty
import re
import select
import sys
import tempfile
import termios

TYPED = r"""create table t (id integer primary key, name text);
insert into t values (1, 'a'),
 (2, 'b;c');
\set who 'b;c'
select id from t where name = :'who'; select 2 as two;
begin;
select 1/0;
rollback;
copy t from stdin;
3	it's; here
\.
\x
select * from t where id = 3;
\dt
\nonsense
\q
"""

EXPECTED = r"""rung sql on app.rung. \? lists commands, \q quits.
rung=> CREATE TABLE
rung=> rung-> INSERT 0 2
rung=> rung=>  id
----
  2
(1 row)

 two
-----
   2
(1 row)

rung=> BEGIN
rung=*> ERROR:  division by zero
rung=!> ROLLBACK
rung=> COPY 1
rung=> Expanded display is on.
rung=> -[ RECORD 1 ]----
id   | 3
name | it's; here

rung=> List of relations
-[ RECORD 1 ]----
Schema | public
Name   | t
Type   | table
Owner  | postgres

rung=> invalid command \nonsense
Try \? for help.
rung=> 
"""


def main():
    rung = os.path.realpath(sys.argv[1])
    folder = tempfile.TemporaryDirectory(prefix="rung-shell-")
    os.chdir(folder.name)
    child, terminal = pty.fork()
    if child == 0:
        settings = termios.tcgetattr(0)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(0, termios.TCSANOW, settings)
        os.environ.pop("DATABASE_URL", None)
        os.execv(rung, ["rung", "--url", "rung:app.rung", "sql"])
    shown = b""

    def read_until(pattern):
        nonlocal shown
        start = len(shown)
        while not re.search(pattern, shown[start:]):
            if not select.select([terminal], [], [], 20)[0]:
                sys.exit(f"nothing more comes back:\n{shown.decode()}")
            try:
                chunk = os.read(terminal, 65536)
            except OSError:
                return
            if not chunk:
                return
            shown += chunk

    read_until(rb"=> $")
    copying = False
    for line in TYPED.splitlines(keepends=True):
        os.write(terminal, line.encode())
        copying = line.startswith("copy") or (copying and line != "\\.\n")
        if not copying:
            read_until(rb"rung[=-][*!]?> $")
    os.waitpid(child, 0)
    text = shown.decode().replace("\r", "").replace("Creating: app.rung\n", "")
    printed = [line.rstrip() for line in text.splitlines()]
    expected = [line.rstrip() for line in EXPECTED.splitlines()]
    if printed == expected:
        print(f"equal: {len(printed)} lines")
        return 0
    print("--- expected", *expected, "--- printed", *printed, sep="\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
