// TypeInfo: what the engine knows of one type, built-in or user-defined, and TypeOps: its behaviour.
// A built-in type is one row of builtin_types.cc and one file of its family. Enums, composites,
// domains, arrays and ranges of user types are made by the catalog, with the ops of their kind.
//
// Every op takes a TypeEnv: arena for results, the session's format settings, and the way to other
// types. Ops raise SqlError with PostgreSQL's wording. TypeInfo is immutable; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/error.h"
#include "types/datum.h"
#include "types/oids.h"

namespace rung {

struct TypeInfo;
struct TypeEnv;

enum class TypeKind : uint8_t {
  kBase, kArray, kEnum, kComposite, kDomain, kRange, kMultirange, kPseudo
};

struct TypeOps {
  // Text form. `typmod` is applied as an assignment would (errors when too long); -1 is none.
  Datum (*input)(TypeEnv&, const TypeInfo&, std::string_view text, int32_t typmod) = nullptr;
  void (*output)(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) = nullptr;
  // Default btree order (<0, 0, >0), both non-null; nullptr where the type has none (json, point…).
  int (*compare)(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) = nullptr;
  // Equal values hash alike; nullptr where PostgreSQL has no hash support.
  uint64_t (*hash)(TypeEnv&, const TypeInfo&, const Datum& value) = nullptr;
  // Order-preserving bytes: memcmp orders as compare() does, and no encoding is a prefix of
  // another (engine notes, section 6). Without a null marker: key_encoding.h adds it.
  void (*encode_key)(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) = nullptr;
  // Length coercion to a typmod: silently truncates when `is_explicit`, as a cast does.
  Datum (*apply_typmod)(TypeEnv&, const TypeInfo&, const Datum& value, int32_t typmod,
                        bool is_explicit) = nullptr;
  int32_t (*typmod_in)(TypeEnv&, std::span<const std::string_view> modifiers) = nullptr;
  void (*typmod_out)(int32_t typmod, std::string* to) = nullptr;  // "(10,2)"
  // Binary wire forms; nullptr until the wire needs them.
  Datum (*receive)(TypeEnv&, const TypeInfo&, std::string_view bytes, int32_t typmod) = nullptr;
  void (*send)(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) = nullptr;
};

struct EnumLabel {
  int64_t position = 0;  // the stored value; labels order by it, with gaps for ADD VALUE BEFORE
  Oid oid = kNoOid;
  std::string label;
};
struct CompositeField {
  std::string name;
  Oid type = kNoOid;
  int32_t typmod = -1;
  bool dropped = false;
};

struct TypeInfo {
  Oid oid = kNoOid;
  std::string_view name;  // as in pg_type.typname
  Oid schema = kPgCatalogSchema;
  TypeKind kind = TypeKind::kBase;
  char category = 'U';
  bool preferred = false;
  StorageClass storage = StorageClass::kBytes;
  int16_t length = -1;  // pg_type.typlen
  char align = 'i';
  char delimiter = ',';
  bool collatable = false;
  Oid array_oid = kNoOid;    // the array type over this one
  Oid element_oid = kNoOid;  // of an array; of a range: its subtype
  Oid base_oid = kNoOid;     // of a domain: the type it is over (may be a domain again)
  int32_t base_typmod = -1;
  Oid relation_oid = kNoOid;  // of a composite
  const TypeOps* ops = nullptr;
  const std::vector<EnumLabel>* labels = nullptr;       // enums, ordered by position
  const std::vector<CompositeField>* fields = nullptr;  // composites
};

// Finds types by oid. Built-ins come from builtin_type(); the catalog adds the user's.
class TypeSource {
 public:
  virtual ~TypeSource() = default;
  virtual const TypeInfo* find_type(Oid oid) = 0;  // nullptr: no such type
  const TypeInfo& type(Oid oid);                   // XX000 "cache lookup failed for type N"
};

// Built-in types only; nullptr when there is none.
const TypeInfo* builtin_type(Oid oid);
const TypeInfo* builtin_type(std::string_view name);  // pg_type.typname in pg_catalog
std::span<const TypeInfo> builtin_types();

// Session settings that change how values read and print.
struct FormatSettings {
  std::string time_zone = "UTC";
  enum class DateStyle : uint8_t { kIso, kPostgres, kSql, kGerman } date_style = DateStyle::kIso;
  enum class DateOrder : uint8_t { kMdy, kDmy, kYmd } date_order = DateOrder::kMdy;
  enum class IntervalStyle : uint8_t { kPostgres, kPostgresVerbose, kSqlStandard, kIso8601 }
      interval_style = IntervalStyle::kPostgres;
  int extra_float_digits = 1;
  bool bytea_escape = false;
};

class Services;

// What an op or a function may use while it runs. Cheap to make; belongs to one thread.
struct TypeEnv {
  Arena* arena;  // results live here; the caller decides for how long
  const FormatSettings* settings;
  TypeSource* types;
  Services* services;  // session state: clock, sequences, names; never nullptr
  const TypeInfo& type(Oid oid) { return types->type(oid); }
  std::string_view keep(std::string_view text) { return arena->copy(text); }
  Datum text(std::string_view text) { return Datum::of_bytes(arena->copy(text)); }
};

// format_type(): "character varying(255)", "numeric(10,2)", "timestamp with time zone", "integer[]",
// user types schema-qualified when `qualify` says they are not visible.
std::string format_type(TypeEnv& env, Oid type, int32_t typmod);

// The value of another arena or page, copied into env.arena when it is by reference.
Datum copy_datum(Arena& arena, StorageClass storage, const Datum& value);

}  // namespace rung
