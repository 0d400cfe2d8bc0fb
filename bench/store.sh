#!/usr/bin/env bash
# bench/store.sh RUNG [OPTIONS]: the store beside SQLite and PostgreSQL 15, see bench/store_bench.cc.
# Builds the benchmark, starts a PostgreSQL of its own with default settings on a unix socket, and
# prints Markdown. Options go to store_bench: --rows N, --rounds N, --seconds S, --only NAME,…,
# --engines rung,sqlite,postgres. TMPDIR chooses the disk.
set -euo pipefail
[ $# -gt 0 ] && shift # the binary: the benchmark links the engine
cd "$(dirname "$0")/.."
[ -f build-bench/build.ninja ] || cmake --preset bench >/dev/null
cmake --build build-bench --target store_bench >&2

work=$(mktemp -d "${TMPDIR:-/tmp}/rung-store-XXXXXX")
bin=/usr/lib/postgresql/15/bin
as=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root.
  chmod 711 "$work"
  as=(runuser -u postgres --)
fi
install -d ${as[@]:+-o postgres} "$work/pg"
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT
cd "$work"
"${as[@]}" "$bin/initdb" -D "$work/pg/data" -U postgres --encoding=UTF8 --locale=C.UTF-8 -A trust \
  >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" start -o \
  "-c listen_addresses='' -c unix_socket_directories='$work/pg' -c timezone=UTC" >/dev/null
"$OLDPWD/build-bench/bench/store_bench" --directory "$work" \
  --server "host=$work/pg user=postgres" "$@"
