#!/usr/bin/env bash
# small_disk.sh COMMANDS: runs them where ./small is a folder with about 400 KiB of room. As root that
# is a file system of that size; elsewhere, a limit on the size of files stands in for it.
mkdir -p small
if unshare -m bash -c 'mount -t tmpfs -o size=400k tmpfs small' 2>/dev/null; then
  exec unshare -m bash -c 'mount -t tmpfs -o size=400k tmpfs small && eval "$1"' - "$1"
fi
trap '' XFSZ
ulimit -f 400
eval "$1"
