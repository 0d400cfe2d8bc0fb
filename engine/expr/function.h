// The rows that describe built-in functions, operators, casts, aggregates, set-returning and window
// functions. One row and one implementation, side by side in functions/<group>.cc; name resolution,
// pg_proc, EXPLAIN, deparse and the test of each row's own example all read the same row.
//
// A scalar function is written for one row: Datum f(FnCall&, const Datum* args). Strict functions
// are never called with a NULL. batch_of<f> makes the batch kernel of the hot ones from the same
// function; without one the evaluator loops over `row`.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "types/type.h"

namespace rung {

struct Expr;

// One call site. `state` is the site's own memory for the life of the statement (compiled regular
// expressions, parsed formats); start it with the helper cached<T>().
struct FnCall {
  TypeEnv* env = nullptr;
  Oid result_type = kNoOid;        // resolved: for polymorphic functions the actual type
  const Oid* arg_types = nullptr;  // resolved likewise
  uint16_t arg_count = 0;
  int32_t result_typmod = -1;
  Oid collation = kDefaultCollation;
  std::shared_ptr<void>* state = nullptr;
  const Expr* site = nullptr;  // may be null

  TypeEnv& e() { return *env; }
  template <class T>
  T& cached() {
    if (!*state) *state = std::make_shared<T>();
    return *static_cast<T*>(state->get());
  }
};

inline constexpr size_t kBatchRows = 1024;

// A column of a batch: stride 1 for one value a row, 0 for a constant.
struct ColumnRef {
  const Datum* data;
  uint32_t stride;
  const Datum& at(size_t row) const { return data[row * stride]; }
};

using RowFn = Datum (*)(FnCall&, const Datum* args);
// Computes out[row] for each of the `count` rows in `selection` (nullptr: 0 … count-1).
using BatchFn = void (*)(FnCall&, const ColumnRef* args, const uint16_t* selection, size_t count,
                         Datum* out);

enum class Volatility : char { kImmutable = 'i', kStable = 's', kVolatile = 'v' };

inline constexpr size_t kArgsMax = 8;  // of a built-in row; variadic ones take any number
struct ArgList {
  std::array<Oid, kArgsMax> types{};
  uint8_t count = 0;
  constexpr ArgList() = default;
  template <class... T>
  constexpr ArgList(T... t) : types{static_cast<Oid>(t)...}, count(sizeof...(t)) {}  // NOLINT
  constexpr std::span<const Oid> span() const { return {types.data(), count}; }
};

// Flags of a row.
inline constexpr uint32_t kStrict = 1;       // NULL in, NULL out, without a call
inline constexpr uint32_t kStable = 2;       // default is immutable
inline constexpr uint32_t kVolatile = 4;
inline constexpr uint32_t kVariadic = 8;     // the last argument type is the array type (or "any")
inline constexpr uint32_t kHidden = 16;      // support function: not found by name in SQL calls
inline constexpr uint32_t kDefaults1 = 32;   // the last argument may be left out …
inline constexpr uint32_t kDefaults2 = 64;   // … or the last two; the function sees them absent
                                             // (FnCall::arg_count tells)

struct FunctionDef {
  Oid oid;           // pg_proc.oid
  const char* name;  // pg_proc.proname
  Oid result;
  ArgList args;
  uint32_t flags;
  RowFn row;
  BatchFn batch = nullptr;
  const char* example = nullptr;  // an SQL expression …
  const char* expected = nullptr; // … and its text result on PostgreSQL ("∅" for NULL)
  Volatility volatility() const {
    return (flags & kVolatile) != 0 ? Volatility::kVolatile
           : (flags & kStable) != 0 ? Volatility::kStable
                                    : Volatility::kImmutable;
  }
  bool strict() const { return (flags & kStrict) != 0; }
};

// Makes the batch kernel of a strict row function; the call inlines.
template <RowFn F>
void batch_of(FnCall& call, const ColumnRef* args, const uint16_t* selection, size_t count,
              Datum* out) {
  Datum row_args[kArgsMax];
  const size_t n = call.arg_count;
  for (size_t k = 0; k < count; ++k) {
    const size_t row = selection != nullptr ? selection[k] : k;
    bool null = false;
    for (size_t a = 0; a < n; ++a) {
      row_args[a] = args[a].at(row);
      null |= row_args[a].null;
    }
    out[row] = null ? Datum() : F(call, row_args);
  }
}

struct OperatorDef {
  Oid oid;           // pg_operator.oid
  const char* name;  // "+"
  Oid left;          // kNoOid: prefix operator
  Oid right;
  Oid result;
  Oid function;  // FunctionDef::oid that computes it
  Oid commutator = kNoOid;
  Oid negator = kNoOid;
};

enum class CastContext : char { kImplicit = 'i', kAssignment = 'a', kExplicit = 'e' };
enum class CastMethod : char { kFunction = 'f', kBinary = 'b', kInOut = 'i' };
struct CastDef {
  Oid source;
  Oid target;
  Oid function;  // kNoOid unless method is kFunction
  CastContext context;
  CastMethod method = CastMethod::kFunction;
};

// An aggregate. `state` is state_bytes of zeroed memory, 16-aligned, in an arena that lives as long
// as the group; call.env->arena is that same arena during step(), so kept values may be allocated
// there. Aggregates with side memory that can grow large (array_agg, string_agg) also use it.
struct AggregateDef {
  Oid oid;
  const char* name;
  Oid result;
  ArgList args;
  uint32_t flags;  // kStrict: rows with a NULL argument are skipped; kVariadic
  size_t state_bytes;
  void (*step)(FnCall&, void* state, const Datum* args);
  Datum (*final)(FnCall&, void* state);  // also of a state that saw no row
  // Merges `from` into `state`, for spilled groups and parallel plans; nullptr: not mergeable.
  void (*merge)(FnCall&, void* state, const void* from) = nullptr;
  // Takes a value out again, for moving window frames; nullptr: recompute.
  void (*inverse)(FnCall&, void* state, const Datum* args) = nullptr;
  char kind = 'n';  // 'n' normal, 'o' ordered-set, 'h' hypothetical-set
  const char* example = nullptr;
  const char* expected = nullptr;
};

// A set-returning function: open() gives a stream of rows.
class RowStream {
 public:
  virtual ~RowStream() = default;
  // Fills `columns` (as many as the row type has) and returns true, or false at the end. Values
  // live in the call's arena until the next call.
  virtual bool next(Datum* columns) = 0;
};
struct ColumnDef {
  const char* name;
  Oid type;
};
struct SetFunctionDef {
  Oid oid;
  const char* name;
  Oid result;  // element type, or oid::kRecord with `columns`
  ArgList args;
  uint32_t flags;
  std::unique_ptr<RowStream> (*open)(FnCall&, const Datum* args);
  std::span<const ColumnDef> columns = {};  // OUT columns; empty: one column named as the function
  const char* example = nullptr;
  const char* expected = nullptr;
};

// A window function sees its partition through this.
class WindowFrame {
 public:
  virtual ~WindowFrame() = default;
  virtual int64_t row_count() = 0;              // of the partition
  virtual int64_t current_row() = 0;            // from 0
  virtual bool is_peer(int64_t a, int64_t b) = 0;
  virtual Datum argument(int argument, int64_t row) = 0;
  // Rows of the frame of the current row, EXCLUDE applied: nth is from 0; -1 when outside.
  virtual int64_t frame_row(int64_t nth, bool from_end) = 0;
  void* state = nullptr;  // state_bytes, zeroed at each partition's start
};
struct WindowFunctionDef {
  Oid oid;
  const char* name;
  Oid result;
  ArgList args;
  uint32_t flags;
  size_t state_bytes;
  Datum (*compute)(FnCall&, WindowFrame&);
};

// Everything one file of functions/ offers. functions/registry.cc lists the groups.
struct FunctionGroup {
  std::span<const FunctionDef> functions = {};
  std::span<const OperatorDef> operators = {};
  std::span<const CastDef> casts = {};
  std::span<const AggregateDef> aggregates = {};
  std::span<const SetFunctionDef> set_functions = {};
  std::span<const WindowFunctionDef> window_functions = {};
  const char* extension = nullptr;  // the extension they come with; null: always there
};

}  // namespace rung
