#!/usr/bin/env python3
"""Runs the binary as a user does: run_cases.py RUNG CASE_FILE...

A case file is a session in one empty folder:

    @file db/migrations/1_a.sql     a file, up to the line @end
    -- migrate:up
    @end
    $ rung up                       a shell command, and what it prints:
    Applying: 1_a.sql               a line of stdout
    ! Error: no                     a line of stderr
    ? 2                             its exit code, where it is not 0
    ...                             any lines of that stream from here on
    # note                          a comment, outside of a command's output

    @damaged bad*.rung              databases that are not to be checked at the end; all others are

In expected lines <duration> stands for 1.5ms, <version> for a timestamp, <any> for anything.
"""
import fnmatch
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PLACEHOLDERS = {
    "<duration>": r"(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?(?:ns|µs|ms|s)",
    "<version>": r"\d{14}",
    "<any>": r".*",
}


def pattern(line):
    parts = re.split("(" + "|".join(map(re.escape, PLACEHOLDERS)) + ")", line)
    return "".join(PLACEHOLDERS.get(part, re.escape(part)) for part in parts)


def lines_match(expected, actual):
    for i, line in enumerate(expected):
        if line == "...":
            return True
        if i >= len(actual) or not re.fullmatch(pattern(line), actual[i]):
            return False
    return len(expected) == len(actual)


class Step:
    def __init__(self, command, number):
        self.command, self.number = command, number
        self.stdout, self.stderr, self.exit_code = [], [], 0


def parse(path):
    """The files and steps of a case, in order."""
    actions, step, file = [], None, None
    for number, line in enumerate(path.read_text().split("\n"), 1):
        if file is not None:
            if line == "@end":
                actions.append(("file", file))
                file = None
            else:
                file[1].append(line)
        elif line.startswith("@damaged "):
            actions.append(("damaged", line.split()[1:]))
        elif line.startswith("@file "):
            file, step = (line[6:], []), None
        elif line.startswith("$ "):
            step = Step(line[2:], number)
            actions.append(("step", step))
        elif step is None:
            if line and not line.startswith("#"):
                sys.exit(f"{path}:{number}: neither a command, a file nor a comment")
        elif line.startswith("! ") or line == "!":
            step.stderr.append(line[2:])
        elif line.startswith("? "):
            step.exit_code = int(line[2:])
            step = None
        else:
            step.stdout.append(line)
    for kind, action in actions:
        if kind == "step":
            # Blank lines before the next command belong to the case file, not to the output.
            while action.stdout and re.fullmatch(r"(# .*)?", action.stdout[-1]):
                action.stdout.pop()
    return actions


def check_databases(rung, folder, damaged):
    """Every database that a case leaves must be sound."""
    subprocess.run(["chmod", "-R", "u+w", str(folder)], check=False)
    failures = []
    for path in sorted(folder.rglob("*.rung")):
        name = str(path.relative_to(folder))
        if any(fnmatch.fnmatch(name, pattern) for pattern in damaged):
            continue
        done = subprocess.run([str(rung), "check", name], cwd=folder, capture_output=True)
        if done.returncode != 0:
            failures.append(f"rung check {name}:\n" + (done.stdout + done.stderr).decode())
    return failures


def run_case(rung, path):
    failures, damaged = [], []
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rung-case-"))
    environment = {
        "PATH": f"{rung.parent}:{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8",
        "TZ": "UTC", "CASES": str(path.parent), "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""),
    }
    try:
        for kind, action in parse(path):
            if kind == "damaged":
                damaged += action
                continue
            if kind == "file":
                target = folder / action[0]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text("".join(line + "\n" for line in action[1]))
                continue
            done = subprocess.run(["bash", "-c", action.command], cwd=folder, env=environment,
                                  capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
            out = done.stdout.decode(errors="replace").split("\n")
            err = done.stderr.decode(errors="replace").split("\n")
            for stream in (out, err):
                while stream and stream[-1] == "":
                    stream.pop()
            if (lines_match(action.stdout, out) and lines_match(action.stderr, err)
                    and done.returncode == action.exit_code):
                continue
            failures.append("\n".join(
                [f"{path}:{action.number}: $ {action.command}", "--- expected"] + action.stdout +
                ["! " + line for line in action.stderr] + [f"? {action.exit_code}", "--- printed"] +
                out + ["! " + line for line in err] + [f"? {done.returncode}", ""]))
        failures += check_databases(rung, folder, damaged)
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)
    return failures


def main():
    rung = pathlib.Path(sys.argv[1]).resolve()
    failed = 0
    for name in sys.argv[2:]:
        failures = run_case(rung, pathlib.Path(name).resolve())
        failed += bool(failures)
        print("\n".join(failures) if failures else f"ok {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
