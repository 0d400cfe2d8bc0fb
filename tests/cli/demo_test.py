#!/usr/bin/env python3
"""demo_test.py RUNG: runs migrations_example/demo.sh and compares what it prints with the
transcript in README.md (times and the version of the new migration aside)."""
import difflib
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def masked(text):
    text = re.sub(r" in (?:\d+m)?\d+(?:\.\d+)?(?:ns|µs|ms|s)\b", " in 1ms", text)
    text = re.sub(r"\b20\d{12}_add_task_labels", "20260120000000_add_task_labels", text)
    text = re.sub(r"'20\d{12}'\);", "'20260120000000');", text)
    text = re.sub(r"\n\n\n+", "\n\n", text.strip())
    return [line.rstrip() for line in text.splitlines()]


def main():
    done = subprocess.run(["bash", str(ROOT / "migrations_example/demo.sh"), sys.argv[1]],
                          capture_output=True, text=True, timeout=300)
    printed = masked(done.stdout)
    match = re.search(r"<!-- demo -->\n```text\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    expected = masked(match[1]) if match else []
    if done.returncode == 0 and printed == expected:
        print(f"equal: {len(printed)} lines")
        return 0
    print(f"demo.sh exited with {done.returncode}\n{done.stderr}")
    print("\n".join(difflib.unified_diff(expected, printed, "README.md", "demo.sh", lineterm="")))
    return 1


if __name__ == "__main__":
    sys.exit(main())
