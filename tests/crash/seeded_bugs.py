#!/usr/bin/env python3
"""Proves that the tests catch defects: each of those seeded in the storage engine (RUNG_BUG(n), see
engine/base/seeded_bug.h) must fail the test named for it, which passes without. Usage:
seeded_bugs.py BINARY [NUMBER...]"""
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

C1 = "Cuts.LeaveAPrefixWithAllThatWasAcknowledged4096"
VIEWS = "CheckpointCuts.With*"
FREE_LIST = "CheckpointCuts.ALongFreeListSurvives"
Q7 = "TreeModel.RandomOperationsAsInAMap"
D1 = "Damage.IsRefusedOrDoesNotMatter"
D3 = "Damage.OfTheLogIsATornTailOrRefused"
F1 = "Fault.EveryOperationMayFail"
F3 = "SyncFault.NothingIsAcknowledgedAfterOne"
KILLS = "Compound.KillsThenCuts"
CREATION = "Creation.LeavesAnEmptyOrACompleteDatabase"

DEFECTS = {
    1: ("a commit is acknowledged before its sync", C1),
    2: ("readers see a commit before it is durable", "SyncFault.ReadersDoNotSeeWhatIsNotDurable"),
    3: ("page checksums are not looked at", D1),
    4: ("log records need not continue the chain", "Cuts.AStaleRecordStaysStale"),
    5: ("a log record's body checksum is not looked at", D3),
    6: ("images in the log are not checked", D3),
    7: ("a checkpoint forgets the main file's images that views need", VIEWS),
    8: ("the meta slots do not alternate", C1),
    9: ("the meta is written before the pages are synced", C1),
    10: ("the log's directory entry is not synced", CREATION),
    11: ("a bulk load writes over free pages", C1),
    12: ("bulk-loaded pages are not synced before they are named", C1),
    13: ("rolling back to a savepoint leaves one page", C1),
    14: ("merging nodes drops the last key", Q7),
    15: ("a split leaves the upper fence as it was", C1),
    16: ("separators are cut one byte too short", C1),
    17: ("the last overflow page is not freed", C1),
    18: ("a failed commit keeps its pages allocated", F1),
    19: ("dropping a tree leaves its leaves allocated", C1),
    20: ("a failed commit keeps its place in the log", F1),
    21: ("damage below what was durable passes for a torn tail", D3),
    22: ("recovery shows what is not yet durable", KILLS),
    23: ("a meta that may not be durable is relied on", F3),
    24: ("a log that may not be durable is continued", F3),
    25: ("a patch's bytes are off by one", C1),
    26: ("a checkpoint forgets freed pages that views need", VIEWS),
    27: ("a checkpoint forgets bulk-loaded images that views need", VIEWS),
    28: ("a free-list page loses its last extent", FREE_LIST),
    29: ("space changes of held commits are not logged", C1),
    30: ("sync() leaves held commits unlogged", C1),
    31: ("a new file gets its name before it is synced", CREATION),
    32: ("page versions that views need are dropped", VIEWS),
    33: ("a failed write of a meta slot is left as it is", "Fault.AFailedCheckpointDoesNotCount"),
    34: ("a checkpoint overwrites pages before the log is durable", C1),
    35: ("what a failed write of a commit record left is not taken back",
         "Fault.AFailedWriteOfARecordDoesNotCount"),
    36: ("the name of an empty log that was left counts as durable", "Compound.AnEmptyLogIsLeft"),
}


def run(binary, test, bug):
    """Whether the test passes."""
    environment = dict(os.environ, RUNG_BUG=str(bug), RUNG_STOP_EARLY="1",
                       RUNG_FAILURES=os.path.join(os.getcwd(), "failures-seeded"))
    try:
        done = subprocess.run([binary, f"--gtest_filter={test}", "--gtest_break_on_failure"], env=environment, timeout=240,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    except subprocess.TimeoutExpired:
        return False
    if b"Running 0 tests" in done.stdout:
        sys.exit(f"no such test: {test}")
    return done.returncode == 0


def main():
    binary = sys.argv[1]
    numbers = [int(n) for n in sys.argv[2:]] or sorted(DEFECTS)
    tests = sorted({DEFECTS[n][1] for n in numbers})
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        seeded = {n: pool.submit(run, binary, DEFECTS[n][1], n) for n in numbers}
        sound = {t: pool.submit(run, binary, t, 0) for t in tests}
        missed = []
        for n in numbers:
            caught = not seeded[n].result()
            print(f"{n:3} {'caught' if caught else 'MISSED'} by {DEFECTS[n][1]}: {DEFECTS[n][0]}",
                  flush=True)
            if not caught:
                missed.append(n)
        bad = [f"{t} fails without a defect" for t in tests if not sound[t].result()]
    bad += [f"defect {n} is not caught" for n in missed]
    print(f"{len(numbers)} seeded defects, {len(numbers) - len(missed)} caught")
    print("\n".join(bad))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
