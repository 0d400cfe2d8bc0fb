#!/usr/bin/env bash
# Runs this folder for real, in a temporary copy: demo.sh PATH_TO_RUNG. It prints each command and
# what it printed; README.md shows the same, and a test compares the two.
set -euo pipefail
rung=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/db" "$here/open_work.sql" "$work"
cd "$work"
# The demo is about the defaults: nothing of the caller's environment changes them.
unset DATABASE_URL
for name in $(compgen -e DBMATE_ || true) $(compgen -e RUNG_ || true); do unset "$name"; done
export DATABASE_URL=rung:db/app.rung

rung() { "$rung" "$@"; }
show() { # print a command, then run it
  printf '\n$ %s\n' "$*"
  eval "$*" 2>&1
}

show rung new add_task_labels
new=$(ls db/migrations/*_add_task_labels.sql)
cat >"$new" <<'SQL'
-- migrate:up
ALTER TABLE tasks ADD COLUMN labels text[] NOT NULL DEFAULT '{}';

-- migrate:down
ALTER TABLE tasks DROP COLUMN labels;
SQL
echo "(filled in with ALTER TABLE tasks ADD COLUMN labels …, and its way back)"

show rung up
show rung status
show rung seed
show rung sql -f open_work.sql

printf '\n# A seed that would add a million comments is killed in the middle.\n'
cat >db/seeds/99_many_comments.sql <<'SQL'
INSERT INTO task_comments (task_id, body)
SELECT t.id, 'comment ' || n FROM tasks t, generate_series(1, 200000) n;
SQL
printf '$ rung seed & sleep 0.3; kill -9 $!\n'
"$rung" seed >/dev/null 2>&1 &
victim=$!
sleep 0.3
kill -9 "$victim" 2>/dev/null || true
outcome=0
wait "$victim" 2>/dev/null || outcome=$?
if [ "$outcome" = 137 ]; then echo Killed; else echo "(it ended before, with $outcome)"; fi
rm db/seeds/99_many_comments.sql
show "rung sql -c 'SELECT count(*) AS comments FROM task_comments'"
show rung status --exit-code "| tail -2"

show rung rollback
show rung up
show rung dump
show "grep -A3 'CREATE VIEW' db/schema.sql; echo ...; tail -3 db/schema.sql"
