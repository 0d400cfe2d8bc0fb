#include "migrate/script_runner.h"

#include <gtest/gtest.h>

#include "migrate/directives.h"
#include "migrate/user_error.h"
#include "tests/unit/migrate/fake_target.h"

namespace rung::migrate {
namespace {

class ScriptRunnerTest : public ::testing::Test {
 protected:
  void run_up(const std::string& text) {
    std::vector<Block> blocks;
    for (const Section& section : parse_sections(text)) blocks.push_back(section.up);
    ScriptRunner runner(target_, reporter_);
    runner.run({"db/1.sql", text}, blocks, [&] { target_.execute("RECORD"); });
    rows_ = runner.rows_affected();
  }
  std::string error_of(const std::string& text) {
    try {
      run_up(text);
    } catch (const ScriptError& error) {
      return error.what();
    }
    return "";
  }

  FakeTarget target_;
  FakeReporter reporter_;
  std::vector<int64_t> rows_;
};

using Log = std::vector<std::string>;

TEST_F(ScriptRunnerTest, OneTransactionHoldsEveryStatementAndTheRecord) {
  run_up("-- migrate:up\na;\nINSERT x;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"begin", "a", "INSERT x", "RECORD", "commit"}));
  EXPECT_EQ(rows_, std::vector<int64_t>{7});
}

TEST_F(ScriptRunnerTest, SeveralSectionsAreOneTransaction) {
  run_up("-- migrate:up\na;\n-- migrate:down\nz;\n-- migrate:up\nb;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"begin", "a", "b", "RECORD", "commit"}));
}

TEST_F(ScriptRunnerTest, AFailureRollsBackAndNamesThePlaceInTheFile) {
  target_.failures["bad thing"] =
      Error(sqlstate::syntax_error, "syntax error at or near \"thing\"", 4);
  EXPECT_EQ(error_of("-- migrate:up\na;\n  bad thing;\n-- migrate:down\n"),
            "db/1.sql:3:7: syntax error at or near \"thing\" (42601)\n  bad thing;\n      ^");
  EXPECT_EQ(target_.log, (Log{"begin", "a", "bad thing", "rollback"}));
}

TEST_F(ScriptRunnerTest, ItsOwnBeginAndCommitAreLeftOut) {
  run_up("-- migrate:up\nBEGIN;\na;\nCOMMIT;\nSTART TRANSACTION;\nb;\nEND;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"begin", "a", "b", "RECORD", "commit"}));
}

TEST_F(ScriptRunnerTest, ACommitWithABeginAfterItMakesTwoTransactions) {
  run_up("-- migrate:up\na;\nCOMMIT;\n-- then\nBEGIN;\nb;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"begin", "a", "COMMIT", "BEGIN", "b", "RECORD", "commit"}));
}

TEST_F(ScriptRunnerTest, BetweenACommitAndABeginNoTransactionIsOpen) {
  run_up("-- migrate:up\na;\nCOMMIT;\nvacuum;\nb;\nBEGIN;\n-- migrate:down\n");
  EXPECT_EQ(target_.log,
            (Log{"begin", "a", "COMMIT", "vacuum", "b", "BEGIN", "RECORD", "commit"}));
}

TEST_F(ScriptRunnerTest, ALoneCommitIsRefusedBeforeAnythingRuns) {
  EXPECT_EQ(error_of("-- migrate:up\na;\nCOMMIT;\nb;\n-- migrate:down\n"),
            "db/1.sql:3:1: COMMIT cannot be used in a block that runs in a transaction (2D000)\n"
            "COMMIT;\n^\n"
            "HINT:  Remove it, or add transaction:false to the directive of the block.");
  EXPECT_TRUE(target_.log.empty());
}

TEST_F(ScriptRunnerTest, SavepointsAreTheFilesOwnBusiness) {
  run_up("-- migrate:up\nsavepoint s;\nrollback to s;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"begin", "savepoint s", "rollback to s", "RECORD", "commit"}));
}

// A crash must find no gap between the last statement and the record of the migration.
TEST_F(ScriptRunnerTest, WithoutATransactionTheRecordJoinsTheLastStatement) {
  run_up("-- migrate:up transaction:false\na;\ncreate table b;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"a", "begin", "create table b", "RECORD", "commit"}));
}

TEST_F(ScriptRunnerTest, WithoutATransactionTheRecordJoinsTheFilesOwnLastOne) {
  run_up("-- migrate:up transaction:false\nBEGIN;\na;\nCOMMIT;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"BEGIN", "a", "RECORD", "COMMIT"}));
}

TEST_F(ScriptRunnerTest, WhatCannotBeInATransactionStaysOutOfOne) {
  run_up("-- migrate:up transaction:false\ncreate index concurrently i;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"create index concurrently i", "RECORD"}));
}

TEST_F(ScriptRunnerTest, ATransactionLeftOpenEndsWithTheRecordAndAWarning) {
  run_up("-- migrate:up transaction:false\nBEGIN;\na;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"BEGIN", "a", "RECORD", "commit"}));
  EXPECT_EQ(reporter_.warnings,
            (Log{"the block begins a transaction and does not end it; it was committed"}));
}

TEST_F(ScriptRunnerTest, AFileThatLeavesItsOuterTransactionMayBeginItAgain) {
  run_up("-- migrate:up transaction:false\nCOMMIT;\na;\nBEGIN;\nb;\n-- migrate:down\n");
  EXPECT_EQ(target_.log, (Log{"COMMIT", "a", "BEGIN", "b", "RECORD", "commit"}));
}

TEST_F(ScriptRunnerTest, CopyDataGoesWithItsStatement) {
  run_up("-- migrate:up\nCOPY t FROM stdin;\n1\tit's\n2\t;\n\\.\nb;\n-- migrate:down\n");
  EXPECT_EQ(target_.copied, "1\tit's\n2\t;\n");
  EXPECT_EQ(target_.log, (Log{"begin", "COPY t FROM stdin", "b", "RECORD", "commit"}));
}

TEST_F(ScriptRunnerTest, APsqlCommandIsRefusedWithItsLine) {
  EXPECT_EQ(error_of("-- migrate:up\n\\connect x\na;\n-- migrate:down\n"),
            "db/1.sql:2:1: a psql meta-command is not SQL (42601)\n\\connect x\n^");
}

// dbmate's load drops every line that begins with a backslash, inside of bodies too.
TEST_F(ScriptRunnerTest, MetaLinesAreSkippedOnlyOutsideOfLiterals) {
  ScriptRunner runner(target_, reporter_);
  runner.run_in_transaction({"s.sql", "\\restrict x\nselect 'a\n\\b\n';\n\\unrestrict x\n"},
                            MetaLines::kSkip);
  EXPECT_EQ(target_.log, (Log{"begin", "select 'a\n\\b\n'", "commit"}));
}

}  // namespace
}  // namespace rung::migrate
