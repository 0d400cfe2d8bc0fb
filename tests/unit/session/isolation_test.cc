// What two sessions see of each other, and who of them has to give way.
#include <gtest/gtest.h>

#include "api/on_vfs.h"
#include "os/mem_vfs.h"

namespace rung {
namespace {

class Isolation : public ::testing::Test {
 protected:
  static void run(api::Session& session, const std::string& sql) {
    api::ResultSink sink;
    session.execute(sql, sink);
  }
  static std::string error_of(api::Session& session, const std::string& sql) {
    try {
      run(session, sql);
    } catch (const SqlError& error) {
      return error.error().state.code() + " " + error.error().message;
    }
    return "";
  }
  std::string value() { return b_->query_value("SELECT n FROM t").value_or("(null)"); }
  void SetUp() override { run(*a_, "CREATE TABLE t (n integer); INSERT INTO t VALUES (0)"); }

  os::MemVfs vfs_;
  std::unique_ptr<api::Database> database_ = api::open_on(vfs_, "t.rung", {});
  std::unique_ptr<api::Session> a_ = database_->connect();
  std::unique_ptr<api::Session> b_ = database_->connect();
};

TEST_F(Isolation, ALostUpdateIsASerializationFailure) {
  for (const char* level : {"REPEATABLE READ", "SERIALIZABLE"}) {
    run(*b_, "UPDATE t SET n = 0");
    run(*a_, std::string("BEGIN ISOLATION LEVEL ") + level);
    EXPECT_EQ(a_->query_value("SELECT n FROM t"), "0");
    run(*b_, "UPDATE t SET n = n + 1");
    EXPECT_EQ(a_->query_value("SELECT n FROM t"), "0");
    EXPECT_EQ(error_of(*a_, "UPDATE t SET n = n + 1"),
              "40001 could not serialize access due to concurrent update");
    run(*a_, "ROLLBACK");
    EXPECT_EQ(value(), "1");
  }
}

TEST_F(Isolation, ReadCommittedGoesOnFromWhatTheOtherLeft) {
  run(*a_, "BEGIN");
  EXPECT_EQ(a_->query_value("SELECT n FROM t"), "0");
  run(*b_, "UPDATE t SET n = n + 1");
  EXPECT_EQ(a_->query_value("SELECT n FROM t"), "1");
  run(*a_, "UPDATE t SET n = n + 1; COMMIT");
  EXPECT_EQ(value(), "2");
}

TEST_F(Isolation, NobodySeesWhatIsNotCommitted) {
  run(*a_, "BEGIN; UPDATE t SET n = 7");
  EXPECT_EQ(value(), "0");
  run(*a_, "ROLLBACK");
  EXPECT_EQ(value(), "0");
}

}  // namespace
}  // namespace rung
