// Messages and codes were tried on dbmate 2.36.0.
#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace rung::cli {
namespace {

class CommandLineTest : public ::testing::Test {
 protected:
  Parsed parse(const std::vector<std::string>& arguments) {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    Parsed parsed = parse_command_line(arguments);
    std::fflush(stdout);
    out_ = ::testing::internal::GetCapturedStdout();
    error_ = ::testing::internal::GetCapturedStderr();
    return parsed;
  }

  std::string out_;
  std::string error_;
};

TEST_F(CommandLineTest, GlobalFlagsStandBeforeTheCommandAndItsOwnAfter) {
  const Parsed parsed = parse({"-u", "rung:x", "-d", "a,b", "--migrations-dir=c", "up", "--strict",
                               "-v", "extra", "--ignored"});
  ASSERT_FALSE(parsed.exit_code.has_value()) << error_;
  EXPECT_EQ(parsed.options.url, "rung:x");
  EXPECT_EQ(parsed.options.migrations_dirs, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(parsed.options.command, "up");
  EXPECT_TRUE(parsed.options.strict);
  EXPECT_TRUE(parsed.options.verbose);
  EXPECT_EQ(parse({"up", "--wait"}).exit_code, kExitError);
  EXPECT_EQ(error_, "Error: flag provided but not defined: -wait\n");
  EXPECT_EQ(parse({"--strict", "up"}).exit_code, kExitError);
}

TEST_F(CommandLineTest, DefaultsAreDbmates) {
  const Options options = parse({"status"}).options;
  EXPECT_EQ(options.migrations_dirs, (std::vector<std::string>{"./db/migrations"}));
  EXPECT_EQ(options.migrations_table, "schema_migrations");
  EXPECT_EQ(options.schema_file, "./db/schema.sql");
  EXPECT_EQ(options.wait_timeout_ns, 60'000'000'000);
  EXPECT_FALSE(options.no_dump_schema);
}

TEST_F(CommandLineTest, UsageErrorsPrintHelpOnStdout) {
  EXPECT_EQ(parse({"-bogus", "up"}).exit_code, kExitError);
  EXPECT_EQ(out_.rfind("Incorrect Usage: flag provided but not defined: -bogus\n\nNAME:\n", 0), 0u);
  EXPECT_EQ(error_, "Error: flag provided but not defined: -bogus\n");
  parse({"--url"});
  EXPECT_EQ(error_, "Error: flag needs an argument: -url\n");
  parse({"--wait-timeout", "5", "up"});
  EXPECT_EQ(error_, "Error: invalid value \"5\" for flag -wait-timeout: parse error\n");
  parse({"--no-dump-schema=maybe", "up"});
  EXPECT_EQ(error_, "Error: invalid boolean value \"maybe\" for -no-dump-schema: parse error\n");
  parse({"---x", "up"});
  EXPECT_EQ(error_, "Error: bad flag syntax: ---x\n");
}

TEST_F(CommandLineTest, UnknownCommandsAndTopicsExitWithThree) {
  EXPECT_EQ(parse({"bogus"}).exit_code, kExitUnknown);
  EXPECT_EQ(error_, "No help topic for 'bogus'\n");
  EXPECT_EQ(parse({"help", "bogus"}).exit_code, kExitUnknown);
  EXPECT_EQ(error_, "No help topic for 'bogus'\n");
}

TEST_F(CommandLineTest, HelpAndVersionExitWithZero) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"--help"}, {"-h"}, {"help"}, {"h"}}) {
    EXPECT_EQ(parse(arguments).exit_code, kExitOk);
    EXPECT_EQ(out_.rfind("NAME:\n   rung - ", 0), 0u);
  }
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"up", "--help"}, {"help", "up"}, {"up", "help"}}) {
    EXPECT_EQ(parse(arguments).exit_code, kExitOk);
    EXPECT_EQ(out_.rfind("NAME:\n   rung up - ", 0), 0u);
  }
  EXPECT_EQ(parse({"-v", "up"}).exit_code, kExitOk);
  EXPECT_EQ(out_.rfind("rung version ", 0), 0u);
}

TEST_F(CommandLineTest, AliasesAndADoubleDashBeforeTheCommand) {
  EXPECT_EQ(parse({"--", "down"}).options.command, "rollback");
  EXPECT_EQ(parse({"n", "name"}).options.command, "new");
}

TEST_F(CommandLineTest, FlagBeatsVariableBeatsDefault) {
  ::setenv("DBMATE_MIGRATIONS_TABLE", "from_env", 1);
  ::setenv("DBMATE_MIGRATIONS_DIR", "x,y", 1);
  EXPECT_EQ(parse({"status"}).options.migrations_table, "from_env");
  EXPECT_EQ(parse({"status"}).options.migrations_dirs, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(parse({"--migrations-table", "flag", "status"}).options.migrations_table, "flag");
  ::unsetenv("DBMATE_MIGRATIONS_TABLE");
  ::unsetenv("DBMATE_MIGRATIONS_DIR");
}

TEST_F(CommandLineTest, VariablesThatDoNotParseAreUsageErrors) {
  ::setenv("DBMATE_STRICT", "yes", 1);
  EXPECT_EQ(parse({"up"}).exit_code, kExitError);
  EXPECT_EQ(error_,
            "Error: could not parse \"yes\" as bool value from environment variable "
            "\"DBMATE_STRICT\" for flag strict: strconv.ParseBool: parsing \"yes\": invalid "
            "syntax\n");
  ::setenv("DBMATE_STRICT", "T", 1);
  EXPECT_TRUE(parse({"up"}).options.strict);
  EXPECT_FALSE(parse({"up", "--strict=false"}).options.strict);
  ::unsetenv("DBMATE_STRICT");
}

TEST_F(CommandLineTest, TheCacheIsASizeAsPostgresWritesIt) {
  EXPECT_EQ(parse({"status"}).options.cache_bytes, 256u << 20);
  EXPECT_EQ(parse({"--cache", "64MB", "status"}).options.cache_bytes, 64u << 20);
  ::setenv("RUNG_CACHE", "2048kB", 1);
  EXPECT_EQ(parse({"status"}).options.cache_bytes, 2u << 20);
  EXPECT_EQ(parse({"--cache=1.5 GB", "status"}).options.cache_bytes, 3u << 29);
  for (const char* wrong : {"64", "64mb", "MB", "-1MB", "64MB!", "nan MB", "99999999TB"}) {
    ::setenv("RUNG_CACHE", wrong, 1);
    EXPECT_EQ(parse({"status"}).exit_code, kExitError) << wrong;
    EXPECT_EQ(error_, std::string("Error: could not parse \"") + wrong +
                          "\" as size value from environment variable \"RUNG_CACHE\" for flag "
                          "cache: it takes a number and one of the units B, kB, MB, GB and TB\n");
  }
  ::unsetenv("RUNG_CACHE");
  parse({"--cache", "512kB", "status"});
  EXPECT_EQ(error_, "Error: invalid value \"512kB\" for flag -cache: it must be at least 1MB\n");
}

TEST_F(CommandLineTest, EnvFilesCountInTheTwoWordForm) {
  EXPECT_EQ(env_files_named({"--env-file", "a", "--env-file=b", "up"}),
            (std::vector<std::string>{"a"}));
  EXPECT_EQ(env_files_named({"up"}), (std::vector<std::string>{".env"}));
}

TEST_F(CommandLineTest, SqlKeepsItsValuesWhole) {
  const Options options = parse({"sql", "-c", "select 1, 2", "-p", "a,b", "-v", "x=1,2"}).options;
  EXPECT_EQ(options.commands, (std::vector<std::string>{"select 1, 2"}));
  EXPECT_EQ(options.parameters, (std::vector<std::string>{"a,b"}));
  EXPECT_EQ(options.variables, (std::vector<std::string>{"x=1,2"}));
}

}  // namespace
}  // namespace rung::cli
