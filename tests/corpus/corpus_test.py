#!/usr/bin/env python3
"""corpus_test.py RUNG CORPUS [HISTORY...]: applies real projects' migration histories and compares
the schema with the one PostgreSQL 15 had: after all ups, after the newest downs, after those ups
again, and after a dump is loaded into a new file. What a history is, and what the expected files
hold, is in the corpus' own README.

Prints a line a history, with the first differing lines; exits 1 when any differs."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SHOWN = 12       # differing lines printed of one comparison
DATED = {"hatchet"}  # makes partitions named after the day it runs
TABLES = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  AND NOT (n.nspname = 'public' AND c.relname IN ('schema_migrations', 'dbmate_migrations'))
  AND (c.relkind = 'r' OR c.relispopulated)
"""

ROLES = "SELECT quote_ident(rolname) FROM pg_roles WHERE oid >= 16384"


class Failed(Exception):
    pass


class Run:
    """One history in one database file."""

    def __init__(self, rung, corpus, history, folder):
        self.rung, self.corpus, self.history, self.folder = rung, corpus, history, folder
        self.meta = json.loads((history / "meta.json").read_text())
        migrations = history / "migrations"
        self.migrations = migrations if migrations.is_dir() else history
        self.database = f"rung:{folder}/history.rung"

    def call(self, *arguments, database=None):
        command = [self.rung, "--url", database or self.database, "--no-dump-schema",
                   "-d", str(self.migrations), "--migrations-table", self.meta["migrations_table"],
                   "-s", f"{self.folder}/schema.sql", *arguments]
        try:
            done = subprocess.run(command, capture_output=True, timeout=120, cwd=self.folder)
        except subprocess.TimeoutExpired:
            raise Failed(f"{arguments[0]} takes more than two minutes") from None
        if done.returncode != 0:
            text = (done.stdout + done.stderr).decode(errors="replace")
            lines = text.splitlines()
            at = next((i for i, line in enumerate(lines) if line.startswith("Error")), 0)
            raise Failed(" / ".join(line.strip() for line in lines[at:at + 4]) or "failed")
        return done.stdout

    def normalised(self, listing):
        if self.history.name in DATED:
            listing = re.sub(rb"(?<=_)20\d{6}(?!\d)", b"@DATE@", listing)
            listing = re.sub(rb"'20\d\d-\d\d-\d\d( 00:00:00\+00)?'", b"'@DATE@'", listing)
        return set(listing.splitlines())

    def listing(self, database=None):
        return self.normalised(self.call("sql", "--format", "tsv", "--no-header", "-f",
                                         str(self.corpus / "catalog.sql"), database=database))

    def expect(self, what, actual, expected):
        missing, extra = expected - actual, actual - expected
        if not missing and not extra:
            return
        shown = [f"- {line.decode(errors='replace')}" for line in sorted(missing)[:SHOWN]]
        shown += [f"+ {line.decode(errors='replace')}" for line in sorted(extra)[:SHOWN]]
        raise Failed(f"{what}: {len(missing)} lines missing, {len(extra)} too many\n" +
                     "\n".join(shown))

    def expected(self, name):
        return set((self.history / name).read_bytes().splitlines())

    def rows(self):
        tables = self.call("sql", "--format", "tsv", "--no-header", "-c", TABLES).decode().split("\n")
        counts = [f"SELECT '{t.replace(chr(39), chr(39) * 2)}', count(*) FROM {t}"
                  for t in tables if t]
        if not counts:
            return set()
        rows = self.call("sql", "--format", "tsv", "--no-header", "-c", " UNION ALL ".join(counts))
        return {row for row in self.normalised(rows) if not row.endswith(b"\t0")}

    def run(self):
        prelude = self.history / "prelude.sql"
        if prelude.exists():
            self.call("sql", "-f", str(prelude))
        self.call("up")
        after_up = self.expected("expected.catalog.tsv")
        self.expect("after up", self.listing(), after_up)
        self.expect("rows", self.rows(), self.expected("expected.rows.tsv"))
        problems = []
        for phase in (self.load_dump, lambda: self.down_and_up(after_up)):
            try:
                phase()
            except Failed as error:
                problems.append(str(error))
        if problems:
            raise Failed("\n".join(problems))
        return f"{len(after_up)} lines"

    def down_and_up(self, after_up):
        depth = self.meta["pg15"]["rollback"]["depth"]
        for step in range(depth):
            try:
                self.call("rollback")
            except Failed as error:
                raise Failed(f"rollback {step + 1} of {depth}: {error}") from None
        if depth > 0:
            self.expect("after down", self.listing(), self.expected("expected.down.catalog.tsv"))
            try:
                self.call("up")
            except Failed as error:
                raise Failed(f"up again: {error}") from None
            reup = self.history / "expected.reup.catalog.tsv"
            self.expect("after up again", self.listing(),
                        self.expected(reup.name) if reup.exists() else after_up)

    def load_dump(self):
        self.call("dump")
        copy = f"rung:{self.folder}/copy.rung"
        try:
            self.call("create", database=copy)
            # A dump names roles and does not make them.
            roles = self.call("sql", "--format", "tsv", "--no-header", "-c", ROLES).decode()
            for role in roles.split("\n"):
                if role:
                    self.call("sql", "-c", f"CREATE ROLE {role}", database=copy)
            self.call("load", database=copy)
        except Failed as error:
            raise Failed(f"load of the dump: {error}") from None
        # A schema without its data: materialized views are there and empty.
        self.expect("load of the dump", as_loaded(self.listing(copy)), as_loaded(self.listing()))


def as_loaded(listing):
    """What loading a dump changes, in PostgreSQL too: materialized views are empty, and the cast of
    an array constructor is read as casts of its elements."""
    def elements(match):
        casts = [b"(" + item + b")::text" for item in match.group(1).split(b", ")]
        return b"ARRAY[" + b", ".join(casts) + b"]"
    cast = re.compile(rb"\(ARRAY\[([^]]*)\]\)::text\[\]")
    return {cast.sub(elements, line.replace(b"\tnot populated", b"\t")) for line in listing}


def main():
    rung, corpus = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    names = sys.argv[3:] or sorted(p.name for p in (corpus / "histories").iterdir())
    failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            try:
                print(f"{name}: equal, {Run(rung, corpus, corpus / 'histories' / name, folder).run()}")
            except Failed as error:
                failed += 1
                print(f"{name}: {error}")
        sys.stdout.flush()
    if len(names) > 1:
        print(f"{len(names) - failed} of {len(names)} equal")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
