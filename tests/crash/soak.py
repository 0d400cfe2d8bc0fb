#!/usr/bin/env python3
"""soak.py BUILD_DIR [--seconds N] [--seed N]: runs the crash tests over and over, each time with a
fresh seed, until the time is up, and adds up what they looked at. Exit code 1 if any test failed; what
is needed to see a failure again is in BUILD_DIR/tests/crash/failures, its seed in the output."""
import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

LINE = re.compile(r"^(.+): (\d+) points, (\d+) images, (\d+) violations \(RUNG_SEED=\d+\)$", re.M)


# More than CTest takes the time for.
MORE = {"RUNG_ALLOCATION_STEP": "1", "RUNG_KILLS": "1000"}


def entries(build):
    """The commands and folders of the crash tests, as CTest has them; not the seeded defects, which prove
    the tests."""
    listed = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1", "-L", "crash"],
                            check=True, capture_output=True, text=True).stdout
    def folder(test):
        return next(p["value"] for p in test["properties"] if p["name"] == "WORKING_DIRECTORY")
    return {test["name"]: (test["command"], folder(test)) for test in json.loads(listed)["tests"]
            if test["name"] != "crash_seeded_defects" and "command" in test}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    options = parser.parse_args()
    tests = entries(options.build)
    end = time.monotonic() + options.seconds
    seeds = random.Random(options.seed)
    totals = collections.defaultdict(lambda: [0, 0, 0])
    failures = []
    print(f"soak: {len(tests)} tests for {options.seconds:g} s, --seed {options.seed}", flush=True)

    def run(name, seed):
        if time.monotonic() >= end:
            return
        left = max(60.0, end - time.monotonic() + 600)
        try:
            command, folder = tests[name]
            done = subprocess.run(command, cwd=folder, env=dict(os.environ, RUNG_SEED=str(seed), **MORE),
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  errors="replace", timeout=left, check=False)
        except subprocess.TimeoutExpired:
            failures.append((name, seed))
            return
        for test, points, images, violations in LINE.findall(done.stdout):
            for i, number in enumerate((points, images, violations)):
                totals[test][i] += int(number)
        if done.returncode != 0:
            failures.append((name, seed))
            print(f"FAILED: RUNG_SEED={seed} {' '.join(command)}\n{done.stdout[-3000:]}", flush=True)

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        while time.monotonic() < end:
            names = list(tests)
            seeds.shuffle(names)
            list(pool.map(run, names, [seeds.randrange(1 << 31) for _ in names]))
    for test in sorted(totals):
        points, images, violations = totals[test]
        print(f"{test}: {points} points, {images} images, {violations} violations")
    print(f"in all: {sum(t[0] for t in totals.values())} points, "
          f"{sum(t[1] for t in totals.values())} images, "
          f"{sum(t[2] for t in totals.values())} violations, {len(failures)} failed runs")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
