#!/usr/bin/env python3
"""The few rules of the house that a machine can check. Prints each breach as file:line: rule."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
breaches = []


def breach(path, line, text):
    breaches.append(f"{path.relative_to(ROOT)}:{line}: {text}")


def sources(*folders, suffixes=(".h", ".cc")):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes:
                yield path


def check_includes():
    """Every #include "module/…" follows an edge of engine/MODULES."""
    edges = {}
    for line in (ROOT / "engine/MODULES").read_text().splitlines():
        match = re.match(r"^([a-z]+):(.*)$", line)
        if match:
            edges[match[1]] = set(match[2].split())

    for path in sources("engine", "migrate", "cli"):
        parts = path.relative_to(ROOT).parts
        module = parts[1] if parts[0] == "engine" else parts[0]
        if module not in edges:
            breach(path, 1, f"module {module} is not listed in engine/MODULES")
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+"([^"/]+)/', line)
            if not match:
                continue
            to = match[1]
            if to not in edges:
                breach(path, number, f"includes {to}/, which is no module")
            elif to != module and to not in edges[module]:
                breach(path, number, f"{module} may not include {to} (engine/MODULES)")


def check_targets():
    """Every source on disk is compiled, every test is built."""
    lists = {}
    for path in list(ROOT.glob("*/**/CMakeLists.txt")):
        if any(part.startswith("build") for part in path.relative_to(ROOT).parts):
            continue
        lists[path.parent] = path.read_text()
    everything = "\n".join(lists.values())
    for path in sources("engine", "migrate", "cli", "tests", "bench", suffixes=(".cc",)):
        listed = f"${{CMAKE_SOURCE_DIR}}/{path.relative_to(ROOT)}" in everything
        for folder in path.parents:
            name = re.escape(str(path.relative_to(folder)))
            listed = listed or re.search(rf"(?<![\w/]){name}(?![\w.])", lists.get(folder, ""))
            if folder == ROOT:
                break
        if not listed:
            breach(path, 1, "is in no target")


def check_text():
    """No leftover marks, no switched-off code or tests, no tabs; headers begin with their comment."""
    # Written apart so that this file does not match itself.
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|HA" r"CK)\b|#if 0|GTEST_" r"SKIP|DISA" r"BLED_")
    for path in sources("engine", "migrate", "cli", "tests", "bench"):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            if marks.search(line):
                breach(path, number, "a leftover mark, or something switched off")
            if "\t" in line:
                breach(path, number, "a tab")
        if path.suffix == ".h" and not (lines and lines[0].startswith("//")):
            breach(path, 1, "a header begins with what it owns")
        if path.suffix == ".h" and "#pragma once" not in lines:
            breach(path, 1, "a header without #pragma once")


def check_readme():
    """The transcript in README.md is what demo.sh printed (tests/cli checks that it still does)."""
    readme = (ROOT / "README.md").read_text()
    for command in ("./dev demo", "./dev test"):
        if command not in readme:
            breach(ROOT / "README.md", 1, f"does not name {command}")
    for path in re.findall(r"\]\(([^)#:]+)\)", readme):
        if not (ROOT / path).exists():
            breach(ROOT / "README.md", 1, f"links to {path}, which is not there")


def check_tracked():
    """Nothing that is built or stored by a run is in the repository."""
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return  # a source archive without git
    for name in listed.stdout.splitlines():
        if re.search(r"\.(o|a|so|rung|rung-wal|orig|rej)$", name):
            breach(ROOT / name, 1, "does not belong into the repository")


for check in (check_includes, check_targets, check_text, check_readme, check_tracked):
    check()
print("\n".join(breaches) or "tidy")
sys.exit(1 if breaches else 0)
