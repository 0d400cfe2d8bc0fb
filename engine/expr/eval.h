// Evaluation of bound expressions. A Program is a list of expressions compiled once; an EvalState is
// one user's working memory for it. Two ways to run the same nodes: over the rows of a batch
// (kernels, selection vectors) and over one row (defaults, checks, triggers, PL/pgSQL, look-ups).
//
// What this module cannot see (built-in rows, the catalog's functions, parameters, sub-plans) comes
// through FunctionSource at compile time and EvalHost at run time.
//
// Lifetimes: a Program keeps pointers into the Exprs it was compiled from. Results live in the
// state's env.arena, in the input, or in the Exprs; a batch result's Datum array lives until the same
// root is evaluated again. Selections are ascending. Errors are SqlError without a position.
// Program: immutable, any thread. EvalState: one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "expr/expr.h"
#include "expr/function.h"

namespace rung {

struct EvalState;
class EvalNode;

// How to call a function.
struct CallTarget {
  const FunctionDef* builtin = nullptr;  // nullptr: user code, through Services::call_function
  bool strict = false;
  Volatility volatility = Volatility::kVolatile;
};

class FunctionSource {
 public:
  virtual ~FunctionSource() = default;
  virtual CallTarget resolve(Oid function) = 0;   // 42883 when there is none
  virtual Oid operator_function(Oid op) = 0;
};

class EvalHost {
 public:
  virtual ~EvalHost() = default;
  virtual Datum param(int32_t number) = 0;       // $n
  virtual Datum external(int32_t number) = 0;    // variable of the enclosing function
  virtual Datum exec_param(int32_t number) = 0;  // set by an enclosing plan node
  // Runs a sub-plan for the current row. `correlated` are the values of site.direct; `test` is
  // site.args[0], in which kSubLinkColumn reads EvalState::sub_row (nullptr: none).
  virtual Datum sub_plan(EvalState& state, const Expr& site, const Datum* correlated,
                         const EvalNode* test) = 0;
};

class EvalNode {
 public:
  virtual ~EvalNode() = default;
  // The value for the current row of `state`.
  virtual Datum row(EvalState& state) const = 0;
  // The values for the selected rows (nullptr: 0 … count-1).
  virtual ColumnRef batch(EvalState& state, const uint16_t* selection, size_t count) const;
  // Writes the selected rows for which the value is true, and returns how many. `kept` may be
  // `selection` itself.
  virtual size_t filter(EvalState& state, const uint16_t* selection, size_t count,
                        uint16_t* kept) const;

 protected:
  explicit EvalNode(uint32_t scratch) : scratch_(scratch) {}
  uint32_t scratch_;  // index into EvalState's result columns
};

// A function call in the program: what its FnCall needs.
struct CallSite {
  const Expr* site = nullptr;
  std::vector<Oid> arg_types;
  Oid result_type = kNoOid;
  int32_t result_typmod = -1;
  Oid collation = kDefaultCollation;
};

class Program {
 public:
  ~Program();
  size_t size() const { return roots_.size(); }
  const EvalNode& root(size_t i) const { return *roots_[i]; }
  bool is_volatile() const { return volatile_; }

 private:
  friend std::unique_ptr<Program> compile(std::span<const Expr* const>, FunctionSource&,
                                          TypeSource&);
  friend struct EvalState;
  friend class Compiler;
  std::vector<std::unique_ptr<EvalNode>> roots_;
  std::vector<CallSite> sites_;
  uint32_t scratch_count_ = 0;
  bool volatile_ = false;
};

// Variables are kSlot (input columns, attno from 0) or kVar (rows, varno 1 and 2, attno from 1).
std::unique_ptr<Program> compile(std::span<const Expr* const> exprs, FunctionSource& functions,
                                 TypeSource& types);

struct EvalState {
  EvalState(const Program& program, const TypeEnv& type_env, EvalHost* eval_host);
  EvalState(const EvalState&) = delete;
  EvalState& operator=(const EvalState&) = delete;

  TypeEnv env;
  EvalHost* host;
  const ColumnRef* columns = nullptr;       // kSlot
  const Datum* rows[2] = {nullptr, nullptr};  // kVar
  size_t row = 0;                           // current row of `columns`
  // kCaseValue: a value, or a column of the batch when case_column is set.
  Datum case_value;
  const ColumnRef* case_column = nullptr;
  const Datum* sub_row = nullptr;           // kSubLinkColumn

  Datum* scratch(uint32_t index, size_t rows_needed) {
    std::vector<Datum>& column = scratch_[index];
    if (column.size() < rows_needed) column.resize(rows_needed < 16 ? rows_needed : kBatchRows);
    return column.data();
  }
  FnCall& call(size_t site) { return calls_[site]; }
  // Drops what the call sites keep.
  void forget_calls() {
    for (std::shared_ptr<void>& kept : call_states_) kept.reset();
  }

 private:
  std::vector<std::vector<Datum>> scratch_;
  std::vector<FnCall> calls_;
  std::vector<std::shared_ptr<void>> call_states_;
};

// One past the last physical row a selection touches.
inline size_t selection_extent(const uint16_t* selection, size_t count) {
  return selection == nullptr || count == 0 ? count : selection[count - 1] + size_t{1};
}

}  // namespace rung
