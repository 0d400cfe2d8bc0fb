#!/usr/bin/env bash
# bench/runner.sh RUNG: from nothing to migrated, and status of what is migrated, for 10, 100 and
# 1,000 migrations (a table with an index each). In one run: rung, dbmate with SQLite (its npm
# package ships the binary) and the sqlite3 command line, one process for all files, one transaction
# a file. Prints medians, and ratios to rung's.
set -euo pipefail
rung=$(realpath "$1")
rounds=${ROUNDS:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/rung-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

dbmate=$(command -v dbmate || true)
if [ -z "$dbmate" ] && npm install --silent --prefix "$work/npm" dbmate >/dev/null 2>&1; then
  # The package's own launcher is a node script; what is measured is the binary that it starts.
  dbmate=$(find "$work/npm/node_modules" -path '*/bin/dbmate' -type f -perm -u+x | head -1)
fi
[ -n "$dbmate" ] || echo "dbmate could not be installed: its column is left out" >&2
unset DATABASE_URL

now_us() { echo "${EPOCHREALTIME/./}"; }

# median_ms SETUP COMMAND: runs both ROUNDS times, and times the second.
median_ms() {
  local times=() start i
  for ((i = 0; i < rounds; i++)); do
    eval "$1"
    start=$(now_us)
    eval "$2" >/dev/null || { echo "failed: $2" >&2; exit 1; }
    times+=($(($(now_us) - start)))
  done
  printf '%s\n' "${times[@]}" | sort -n |
    awk '{ a[NR] = $1 } END { printf "%.1f", a[int((NR + 1) / 2)] / 1000 }'
}

row() { # WHAT RUNG DBMATE SQLITE3
  local value
  printf '%-28s %9s ms' "$1" "$2"
  for value in "$3" "$4"; do
    if [ -n "$value" ]; then
      printf ' %9s ms %6s' "$value" "x$(awk "BEGIN { printf \"%.1f\", $value / $2 }")"
    else
      printf ' %9s    %6s' - -
    fi
  done
  printf '\n'
}

printf '%-28s %12s %12s %6s %12s %6s\n' "median of $rounds" rung dbmate ratio sqlite3 ratio
for count in 10 100 1000; do
  mkdir -p "m$count"
  echo 'CREATE TABLE schema_migrations (version varchar(128) primary key);' >"all$count.sql"
  for ((i = 1; i <= count; i++)); do
    printf -v name '%04d' "$i"
    up="CREATE TABLE t$i (id integer PRIMARY KEY, name text NOT NULL);
CREATE INDEX t${i}_name_idx ON t$i (name);"
    printf -- '-- migrate:up\n%s\n\n-- migrate:down\nDROP TABLE t%s;\n' "$up" "$i" \
      >"m$count/${name}_t$i.sql"
    printf "BEGIN;\n%s\nINSERT INTO schema_migrations VALUES ('%s');\nCOMMIT;\n" "$up" "$name" \
      >>"all$count.sql"
  done

  theirs=
  ours=$(median_ms 'rm -f a.rung a.rung-wal' "$rung --url rung:a.rung -d m$count --no-dump-schema up")
  [ -z "$dbmate" ] ||
    theirs=$(median_ms 'rm -f a.db' "$dbmate --url sqlite:a.db -d m$count --no-dump-schema up")
  row "up, $count migrations" "$ours" "$theirs" "$(median_ms 'rm -f b.db' "sqlite3 b.db <all$count.sql")"

  ours=$(median_ms : "$rung --url rung:a.rung -d m$count status")
  [ -z "$dbmate" ] || theirs=$(median_ms : "$dbmate --url sqlite:a.db -d m$count status")
  row "status, $count applied" "$ours" "$theirs" \
    "$(median_ms : "sqlite3 b.db 'select version from schema_migrations'")"

  ours=$(median_ms : "$rung --url rung:a.rung -d m$count --no-dump-schema up")
  [ -z "$dbmate" ] ||
    theirs=$(median_ms : "$dbmate --url sqlite:a.db -d m$count --no-dump-schema up")
  row "up, nothing pending of $count" "$ours" "$theirs" ""
done
[ -z "$dbmate" ] || theirs=$(median_ms : "$dbmate --version")
row "--version" "$(median_ms : "$rung --version")" "$theirs" "$(median_ms : 'sqlite3 -version')"
