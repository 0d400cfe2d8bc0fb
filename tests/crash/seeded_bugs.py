#!/usr/bin/env python3
"""Proves that the tests catch defects: each of those seeded in the engine and in the runner of migrations
(RUNG_BUG(n), see engine/base/seeded_bug.h) must fail the test named for it, which passes without. Usage:
seeded_bugs.py FOLDER_OF_THE_TESTS [NUMBER...]"""
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


def sql(case):
    return f"Cases/SqlCase.ProducesWhatPostgresDoes/{case}"


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
    26: ("a checkpoint forgets freed pages that views need",
         "CheckpointCuts.WithAViewOfADroppedTree"),
    27: ("a checkpoint forgets bulk-loaded images that views need",
         "CheckpointCuts.WithAViewOfABulkLoad"),
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
    37: ("NOT NULL of the last column is not checked", sql("ddl")),
    38: ("only the first CHECK is checked", sql("constraints")),
    39: ("an update leaves the old index entry", sql("constraints")),
    40: ("an update does not compute generated columns", sql("constraints")),
    41: ("a deferrable key lets duplicates in", sql("constraints")),
    42: ("a foreign key trusts what an earlier statement found", sql("plan_cache")),
    43: ("changing a referenced key checks nothing", sql("constraints")),
    44: ("a deferred check forgets its rows when it passes", sql("constraints_savepoints")),
    45: ("a hash join loses unmatched rows of its right side", sql("outer_rows")),
    46: ("a sort loses the last of its runs", sql("spill")),
    47: ("a renamed object keeps its old name as well", sql("ddl")),
    48: ("a savepoint leaves the catalog's changes in memory", sql("transactions")),
    49: ("a dropped object still depends on others", sql("constraints")),
    50: ("a savepoint forgets checks that passed after it", sql("constraints_savepoints")),
    51: ("a rollback leaves restarted sequences", sql("sequences_restart")),
    52: ("COMMIT runs no deferred checks", sql("constraints_savepoints")),
    53: ("what an event of a statement's end queues is not run", sql("constraints")),
    54: ("a lost update is no serialization failure", "Isolation.*"),
    55: ("a rollback leaves settings", sql("transactions")),
    56: ("SET LOCAL lasts", sql("transactions")),
    57: ("plans outlive the catalog they were made for", sql("plan_cache")),
    58: ("several sections are rolled back in their order",
         "RunnerTest.RollbackOfSectionsRunsThemBackwards"),
    59: ("a file older than the last applied one is never applied",
         "RunnerTest.StrictRefusesWhatComesBeforeAnAppliedVersionAsText"),
    60: ("rollback takes the first migration", "RunnerTest.RollbackRunsTheDownOfTheLastAppliedFile"),
    61: ("a migration is recorded after its commit",
         "ScriptRunnerTest.OneTransactionHoldsEveryStatementAndTheRecord"),
    62: ("without a transaction the record is made on its own",
         "ScriptRunnerTest.WithoutATransactionTheRecordJoinsTheLastStatement"),
}

BINARIES = {"Runner": "migrate", "ScriptR": "migrate", "Cases": "sql", "Isolation": "sql"}


def run(folder, test, bug):
    """Whether the test passes."""
    kind = next((b for start, b in BINARIES.items() if test.startswith(start)), "storage")
    binary = os.path.join(folder, kind + "_seeded_test")
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
    folder = sys.argv[1]
    numbers = [int(n) for n in sys.argv[2:]] or sorted(DEFECTS)
    tests = sorted({DEFECTS[n][1] for n in numbers})
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        seeded = {n: pool.submit(run, folder, DEFECTS[n][1], n) for n in numbers}
        sound = {t: pool.submit(run, folder, t, 0) for t in tests}
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
