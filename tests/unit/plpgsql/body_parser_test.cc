#include <gtest/gtest.h>

#include "plpgsql/parser.h"

namespace rung::plpgsql {
namespace {

struct Parsed {
  Arena arena;
  Body* body = nullptr;
  Error error;
};

// Parses with the argument `a` (integer), the record `new` and FOUND in scope.
void parse_into(Parsed* parsed, std::string_view text, Signature signature = {}) {
  Scope* scope = parsed->arena.make<Scope>();
  scope->label = "f";
  std::vector<Variable*> variables;
  const auto add = [&](std::string_view name, Oid type, VariableKind kind) {
    Variable* variable = parsed->arena.make<Variable>();
    variable->name = name;
    variable->oid = type;
    variable->kind = kind;
    scope->names.emplace_back(name, static_cast<int>(variables.size()));
    variables.push_back(variable);
  };
  add("a", oid::kInt4, VariableKind::kScalar);
  add("new", oid::kRecord, VariableKind::kRecord);
  add("found", oid::kBool, VariableKind::kScalar);
  try {
    parsed->body =
        parse_body(parsed->arena.copy(text), parsed->arena, signature, scope, std::move(variables));
  } catch (const SqlError& error) {
    parsed->error = error.error();
  }
}

std::string error_of(std::string_view text, Signature signature = {}) {
  Parsed parsed;
  parse_into(&parsed, text, signature);
  return parsed.body != nullptr ? "accepted" : parsed.error.message;
}

constexpr std::string_view kEverything = R"(
<<outer>>
DECLARE
  i integer NOT NULL DEFAULT 0;
  k CONSTANT text := 'x';
  r record;
  t pg_class%ROWTYPE;
  n a%TYPE;
  other ALIAS FOR i;
  c CURSOR (lo int, hi int) FOR SELECT 1 WHERE lo < hi;
  ref refcursor;
  arr int[];
BEGIN
  i := a + 1;
  new.v = 'y';
  arr[i] := 5;
  arr[1][2] := 5;
  IF i > 1 THEN NULL; ELSIF i = 0 THEN i := 2; ELSE i := 3; END IF;
  CASE i WHEN 1, 2 THEN NULL; ELSE i := 4; END CASE;
  CASE WHEN i = 1 THEN NULL; END CASE;
  <<l>> LOOP EXIT l WHEN i > 5; CONTINUE; END LOOP l;
  WHILE i < 3 LOOP i := i + 1; END LOOP;
  FOR j IN REVERSE 10 .. 1 BY 2 LOOP NULL; END LOOP;
  FOR r IN SELECT * FROM pg_class LOOP NULL; END LOOP;
  FOR i, n IN SELECT 1, 2 LOOP NULL; END LOOP;
  FOR r IN EXECUTE 'SELECT 1' USING i, n LOOP NULL; END LOOP;
  FOR q IN c(1, 2) LOOP NULL; END LOOP;
  FOREACH i SLICE 0 IN ARRAY arr LOOP NULL; END LOOP;
  SELECT 1, 2 INTO STRICT i, n FROM pg_class;
  INSERT INTO t VALUES (i) RETURNING v INTO i;
  PERFORM f(i);
  EXECUTE 'SELECT $1' INTO i USING n;
  GET DIAGNOSTICS i = ROW_COUNT;
  OPEN c(1, 2);
  OPEN ref FOR SELECT 1;
  OPEN ref FOR EXECUTE 'SELECT 1' USING i;
  FETCH NEXT FROM c INTO i;
  FETCH ref INTO i;
  MOVE FORWARD 2 FROM c;
  CLOSE c;
  RAISE NOTICE 'a % b %% %', i, n USING HINT = 'h', ERRCODE = 'P0001';
  RAISE EXCEPTION division_by_zero;
  RAISE SQLSTATE '22012' USING MESSAGE = 'm';
  ASSERT i > 0, 'positive';
  BEGIN
    CREATE TABLE x (a int);
  EXCEPTION
    WHEN unique_violation OR SQLSTATE '23503' THEN RAISE;
    WHEN OTHERS THEN GET STACKED DIAGNOSTICS k2 = MESSAGE_TEXT;
  END;
  CALL p(i);
  RETURN i;
END outer;
)";

TEST(Body, EveryStatementParses) {
  std::string text(kEverything);
  text.replace(text.find("k2 ="), 4, "n =");
  EXPECT_EQ(error_of(text), "accepted");
}

TEST(Body, EveryPrefixIsRefused) {
  std::string text(kEverything);
  text.replace(text.find("k2 ="), 4, "n =");
  const size_t complete = text.find("END outer") + 3;
  for (size_t length = 0; length < complete; ++length) {
    EXPECT_NE(error_of(text.substr(0, length)), "accepted") << text.substr(0, length);
  }
}

TEST(Body, LinesCountFromTheOpeningQuote) {
  Parsed parsed;
  parse_into(&parsed, "\nBEGIN\n  RAISE NOTICE 'x';\n  RETURN 1;\nEND");
  ASSERT_NE(parsed.body, nullptr);
  EXPECT_EQ(parsed.body->block->body[0]->line, 3);
  EXPECT_EQ(parsed.body->block->body[1]->line, 4);
}

TEST(Body, IntoIsCutOutOfTheStatement) {
  Parsed parsed;
  parse_into(&parsed, "BEGIN SELECT x INTO a FROM t; RETURN a; END");
  ASSERT_NE(parsed.body, nullptr);
  const auto* sql = static_cast<const SqlStmt*>(parsed.body->block->body[0]);
  EXPECT_EQ(sql->sql->text, "SELECT x        FROM t");
  ASSERT_EQ(sql->into.size(), 1u);
}

TEST(Body, SaysWhatPostgresSays) {
  EXPECT_EQ(error_of("BEGIN RETRUN 1; END"), "syntax error at or near \"RETRUN\"");
  EXPECT_EQ(error_of("BEGIN x := 1; END"), "\"x\" is not a known variable");
  EXPECT_EQ(error_of("BEGIN IF a = 1 RETURN 1; END IF; END"),
            "missing \"THEN\" at end of SQL expression");
  EXPECT_EQ(error_of("BEGIN EXIT; END"), "EXIT cannot be used outside a loop, unless it has a label");
  EXPECT_EQ(error_of("BEGIN RAISE NOTICE '%'; END"), "too few parameters specified for RAISE");
  EXPECT_EQ(error_of("BEGIN RAISE NOTICE 'x', 1; END"), "too many parameters specified for RAISE");
  EXPECT_EQ(error_of("BEGIN NULL; EXCEPTION WHEN nope THEN NULL; END"),
            "unrecognized exception condition \"nope\"");
  EXPECT_EQ(error_of("DECLARE c CONSTANT int := 1; BEGIN c := 2; END"),
            "variable \"c\" is declared CONSTANT");
  EXPECT_EQ(error_of("DECLARE x int; x int; BEGIN END"),
            "duplicate declaration at or near \"x\"");
  EXPECT_EQ(error_of("BEGIN RETURN NEXT 1; END"), "cannot use RETURN NEXT in a non-SETOF function");
  Signature nothing;
  nothing.returns_void = true;
  EXPECT_EQ(error_of("BEGIN RETURN 1; END", nothing),
            "RETURN cannot have a parameter in function returning void");
}

TEST(Body, PositionsOfSqlErrorsAreInTheBody) {
  Parsed parsed;
  parse_into(&parsed, "BEGIN a := 1 + ; END");
  EXPECT_EQ(parsed.error.message, "syntax error at end of input");
  parse_into(&parsed, "BEGIN a := 1 + * 2; END");
  EXPECT_EQ(parsed.error.message, "syntax error at or near \"*\"");
  EXPECT_EQ(parsed.error.pos, 15u);
}

}  // namespace
}  // namespace rung::plpgsql
