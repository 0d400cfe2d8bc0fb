#!/usr/bin/env python3
"""kill9.py RUNG [ROUNDS] [SEED]: kills `rung up` and `rung seed` at random moments, for real.

After each kill: `status` must work and show a clean prefix of the migrations, at least those that
were said to be applied; the tables must be those of just that prefix; `up` (and `seed`) must then
reach the same schema file and the same rows as a run that nobody disturbed.
"""
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

MIGRATIONS = 60
SEEDS = 8
ROWS = 300


def make_project(folder):
    (folder / "db/migrations").mkdir(parents=True)
    (folder / "db/seeds").mkdir()
    for i in range(1, MIGRATIONS + 1):
        (folder / f"db/migrations/{i:04}_t{i}.sql").write_text(
            f"-- migrate:up\nCREATE TABLE t{i} (id integer PRIMARY KEY, v text NOT NULL);\n"
            f"CREATE INDEX t{i}_v_idx ON t{i} (v);\nINSERT INTO t{i} VALUES (1, 'first');\n"
            f"-- migrate:down\nDROP TABLE t{i};\n")
    for i in range(1, SEEDS + 1):
        rows = ",\n".join(f"({n}, 'row {n} of {i}')" for n in range(2, ROWS + 2))
        (folder / f"db/seeds/{i:02}.sql").write_text(
            f"INSERT INTO t{i} VALUES {rows}\nON CONFLICT (id) DO NOTHING;\n")


class Project:
    def __init__(self, rung, folder):
        self.rung, self.folder = rung, folder

    def run(self, *arguments):
        done = subprocess.run([self.rung, "--url", "rung:app.rung", *arguments], cwd=self.folder,
                              capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise AssertionError(f"{arguments} exited with {done.returncode}: {done.stderr}")
        return done.stdout

    def run_and_kill(self, seconds, *arguments):
        """What it printed until it was killed; and whether it was."""
        process = subprocess.Popen([self.rung, "--url", "rung:app.rung", *arguments],
                                   cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
        return out, process.returncode == -signal.SIGKILL

    def query(self, sql):
        return self.run("sql", "--format", "tsv", "--no-header", "-c", sql)

    def digest(self):
        rows = "".join(self.query(f"SELECT count(*), max(v) FROM t{i}") for i in range(1, SEEDS + 1))
        return (self.folder / "db/schema.sql").read_text() + rows


def check_prefix(project, said):
    """Status works, what was said to be applied is, and tables and history agree."""
    if not (project.folder / "app.rung").exists():
        assert not said, said
        return
    marks = re.findall(r"^\[(.)\] (\S+)", project.run("status"), re.M)
    applied = [name for mark, name in marks if mark == "X"]
    assert applied == [name for _, name in marks][: len(applied)], f"not a prefix: {applied}"
    assert set(said) <= set(applied), f"said to be applied and lost: {set(said) - set(applied)}"
    tables = project.query("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^t[0-9]'")
    assert int(tables) == len(applied), f"{tables} tables, {len(applied)} migrations"


def main():
    rung = str(pathlib.Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)
    chance = random.Random(seed)
    base = pathlib.Path(tempfile.mkdtemp(prefix="rung-kill9-"))
    killed = 0
    try:
        make_project(base / "calm")
        calm = Project(rung, base / "calm")
        start = time.monotonic()
        calm.run("up")
        up_seconds = time.monotonic() - start
        start = time.monotonic()
        calm.run("seed")
        seed_seconds = time.monotonic() - start
        expected = calm.digest()
        for n in range(rounds):
            folder = base / f"round{n}"
            make_project(folder)
            project = Project(rung, folder)
            if n % 2 == 0:
                out, hit = project.run_and_kill(chance.uniform(0, up_seconds), "up")
                check_prefix(project, re.findall(r"^Applied: (\S+)", out, re.M))
            else:
                project.run("up")
                out, hit = project.run_and_kill(chance.uniform(0, seed_seconds), "seed")
                check_prefix(project, [])
                for name in re.findall(r"^Seeded: (\d+)\.sql", out, re.M):
                    count = project.query(f"SELECT count(*) FROM t{int(name)}")
                    assert int(count) == ROWS + 1, f"seed {name} was said to be in: {count} rows"
                for i in range(1, SEEDS + 1):
                    count = int(project.query(f"SELECT count(*) FROM t{i}"))
                    assert count in (1, ROWS + 1), f"a part of seed {i}: {count} rows"
            killed += hit
            project.run("up")
            project.run("seed")
            assert project.digest() == expected, f"round {n} ends differently"
            shutil.rmtree(folder)
        shutil.rmtree(base)
        print(f"{rounds} rounds, {killed} killed in the middle, 0 violations (seed {seed})")
        return 0
    except AssertionError as error:
        print(f"violation (seed {seed}, files in {base}): {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
