// The kinds of catalog objects. Each is one row of the catalog tree, keyed by class and oid;
// catalog/serialize.cc writes and reads all of them through visit_fields(). Loaded objects are
// immutable and shared: a change makes a new object (Catalog::edit). Expressions and queries are
// kept bound and serialised (`Blob`, made by planner/stored_expr.h), never as text.
//
// Format: fields in the order of visit_fields(), length-prefixed record; append fields only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/store.h"
#include "types/oids.h"
#include "types/type.h"

namespace rung::catalog {

// Stored: never renumber. Each is one pg_catalog table (named behind it), for dependencies,
// comments and pg_describe_object.
enum class ObjectClass : uint8_t {
  kSchema = 1,      // pg_namespace
  kRelation = 2,    // pg_class: tables, indexes, views, sequences, composite types' relations
  kType = 3,        // pg_type: enums, domains, ranges, composites, arrays of user types
  kFunction = 4,    // pg_proc
  kConstraint = 5,  // pg_constraint: lives inside its relation or domain; addressable by oid
  kTrigger = 6,     // pg_trigger: lives inside its relation
  kDefault = 7,     // pg_attrdef: column default, addressed by (relation, column)
  kRule = 8,        // pg_rewrite: a view's query
  kExtension = 9,
  kRole = 10,
  kPolicy = 11,
  kCast = 12,
  kOperator = 13,
  kOpclass = 14,
  kCollation = 15,
  kLanguage = 16,
  kEventTrigger = 17,
  kStatistics = 18,
  kPublication = 19,
  kAggregate = 20,
  kDatabase = 21,
  kTextSearchConfig = 22,
  kForeignDataWrapper = 23,
  kForeignServer = 24,
  kUserMapping = 25,
  kSubscription = 26,
  kDefaultAcl = 27,
  kOpfamily = 28,
  kTransform = 29,
  kConversion = 30,
  kAccessMethod = 31,
  kTextSearchDictionary = 32,
  kTextSearchParser = 33,
  kTextSearchTemplate = 34,
  kSetting = 35,        // pg_db_role_setting
  kSecurityLabel = 36,  // pg_seclabel
};
constexpr ObjectClass kLastObjectClass = ObjectClass::kSecurityLabel;

struct ObjectAddress {
  ObjectClass cls = ObjectClass::kRelation;
  Oid oid = kNoOid;
  int32_t sub = 0;  // column attno, or 0 for the whole object
  auto operator<=>(const ObjectAddress&) const = default;
};

using Blob = std::string;  // a serialised Expr or Query; empty: none

struct Object {
  virtual ~Object() = default;
  virtual ObjectClass cls() const = 0;
  Oid oid = kNoOid;
  std::string name;
  Oid schema = kNoOid;  // kNoOid for objects outside schemas
  Oid owner = 10;
  std::string acl;  // aclitem[] text as GRANT left it; empty: default
};

struct Schema final : Object {
  ObjectClass cls() const override { return ObjectClass::kSchema; }
};

enum class RelationKind : char {
  kTable = 'r', kIndex = 'i', kView = 'v', kMatview = 'm', kSequence = 'S', kComposite = 'c',
  kPartitionedTable = 'p', kPartitionedIndex = 'I', kForeignTable = 'f'
};
enum class Persistence : char { kPermanent = 'p', kUnlogged = 'u', kTemporary = 't' };
enum class Identity : char { kNone = 0, kAlways = 'a', kByDefault = 'd' };

struct Attribute {
  std::string name;
  int32_t attno = 0;  // from 1; stays when other columns are dropped
  Oid type = kNoOid;
  int32_t typmod = -1;
  Oid collation = kNoOid;
  StorageClass storage = StorageClass::kBytes;  // of the type, so that rows decode without it
  bool not_null = false;
  bool dropped = false;
  bool local = true;          // false: only inherited
  int32_t inherited = 0;      // number of parents it came from
  Identity identity = Identity::kNone;
  Oid sequence = kNoOid;      // of an identity column
  bool generated = false;     // GENERATED ALWAYS AS (default_expr) STORED
  Blob default_expr;
  // What rows of an older layout have instead (pg_attribute.attmissingval), as append_value()
  // encodes it; has_missing false means NULL.
  bool has_missing = false;
  std::string missing;
  // A row of layout L holds the column when first_layout <= L < dropped_layout (catalog/row_codec.h).
  uint16_t first_layout = 0;
  uint16_t dropped_layout = UINT16_MAX;
  int32_t statistics_target = -1;
  char storage_option = 0;    // SET STORAGE
  char compression = 0;
  std::string acl;                        // of the column, as Object::acl
  std::vector<std::string> options;       // attoptions, "name=value"
  std::vector<std::string> foreign_options;
};

enum class ConstraintKind : char {
  kCheck = 'c', kForeignKey = 'f', kPrimaryKey = 'p', kUnique = 'u', kExclusion = 'x', kTrigger = 't'
};
enum class FkAction : char {
  kNoAction = 'a', kRestrict = 'r', kCascade = 'c', kSetNull = 'n', kSetDefault = 'd'
};
enum class FkMatch : char { kSimple = 's', kFull = 'f', kPartial = 'p' };

struct Constraint {
  Oid oid = kNoOid;
  std::string name;
  ConstraintKind kind = ConstraintKind::kCheck;
  bool deferrable = false, deferred = false, validated = true, no_inherit = false;
  bool local = true;
  int32_t inherited = 0;
  std::vector<int32_t> columns;  // attnos in order; of a CHECK: those it uses
  Oid index = kNoOid;            // of a key; of a foreign key: the referenced index
  Blob check;                    // over the relation's columns as Var(1, attno)
  Oid referenced = kNoOid;       // foreign key …
  std::vector<int32_t> referenced_columns;
  FkAction on_update = FkAction::kNoAction, on_delete = FkAction::kNoAction;
  std::vector<int32_t> set_columns;  // ON DELETE SET NULL (columns)
  FkMatch match = FkMatch::kSimple;
  std::vector<Oid> equal_ops;    // per column pair: referenced = referencing
  std::vector<Oid> exclude_ops;  // kExclusion
  Oid parent = kNoOid;           // of a partition's key or foreign key: the one it was made for
};

struct TriggerEvents {
  static constexpr uint8_t kInsert = 1, kUpdate = 2, kDelete = 4, kTruncate = 8;
};
enum class TriggerTiming : char { kBefore = 'b', kAfter = 'a', kInsteadOf = 'i' };
struct Trigger {
  Oid oid = kNoOid;
  std::string name;
  Oid function = kNoOid;
  TriggerTiming timing = TriggerTiming::kBefore;
  uint8_t events = 0;
  bool for_each_row = false;
  bool is_constraint = false, deferrable = false, deferred = false;
  Oid constraint = kNoOid;
  Oid constraint_relation = kNoOid;  // FROM referenced_table
  std::vector<int32_t> update_columns;
  Blob when;  // over OLD as Var(1, attno) and NEW as Var(2, attno)
  std::vector<std::string> arguments;
  std::string old_table, new_table;
  char enabled = 'O';  // O origin, D disabled, R replica, A always
  Oid parent = kNoOid;  // of a partition's trigger: the partitioned table's
};

struct IndexKey {
  int32_t attno = 0;  // 0: an expression, the next of Index::expressions
  Oid type = kNoOid;  // of the key
  Oid collation = kNoOid;
  std::string opclass;        // as written, empty: default
  Oid opclass_oid = kNoOid;
  bool descending = false;
  bool nulls_first = false;
};
struct IndexInfo {
  Oid table = kNoOid;
  bool unique = false, primary = false, nulls_not_distinct = false, exclusion = false;
  bool immediate = true;  // false: enforced by a deferrable constraint
  bool valid = true;
  bool clustered = false, replica_identity = false;
  std::string method = "btree";  // as declared; what is not btree is still stored as a B+tree or
                                 // not maintained at all, see docs
  std::vector<IndexKey> keys;
  std::vector<int32_t> include;  // attnos of INCLUDE columns
  std::vector<Blob> expressions;
  Blob predicate;
  Oid constraint = kNoOid;  // the constraint that owns it
};

struct SequenceInfo {
  Oid type = kNoOid;
  int64_t start = 1, increment = 1, min = 1, max = INT64_MAX, cache = 1;
  bool cycle = false;
  Oid owner_table = kNoOid;  // OWNED BY
  int32_t owner_column = 0;
  bool identity = false;     // belongs to an identity column
};

struct Relation final : Object {
  ObjectClass cls() const override { return ObjectClass::kRelation; }
  RelationKind kind = RelationKind::kTable;
  Persistence persistence = Persistence::kPermanent;
  storage::TreeId tree = storage::kNoTree;  // rows (table, matview) or entries (index)
  Oid row_type = kNoOid;                    // the composite type of the same name
  std::vector<Attribute> columns;           // index = attno - 1, dropped ones included
  uint16_t layout = 0;                      // number of the current row layout
  std::vector<Constraint> constraints;
  std::vector<Oid> incoming_fks;            // relations with a foreign key to this one
  std::vector<Oid> indexes;
  std::vector<Trigger> triggers;
  std::optional<IndexInfo> index;
  std::optional<SequenceInfo> sequence;
  Blob view_query;                          // view and matview
  std::string view_check_option;            // "local", "cascaded" or empty
  bool populated = true;                    // of a matview
  std::vector<std::string> options;         // reloptions, "name=value"
  std::vector<Oid> parents, children;       // inheritance; partitions; indexes of partitions
  bool row_security = false, force_row_security = false;
  char replica_identity = 'd';
  std::string partition_strategy;           // PARTITION BY: "r", "l" or "h"; empty: none
  Blob partition_bound;                     // a kPartitionBound; empty: no partition
  Oid foreign_server = kNoOid;
  std::vector<std::string> foreign_options;  // "name=value"
  Oid of_type = kNoOid;                      // CREATE TABLE … OF
  std::vector<IndexKey> partition_keys;
  std::vector<Blob> partition_expressions;   // of the keys with attno 0, in order
  char on_commit = 0;                        // of a temporary table: 'd' DELETE ROWS

  bool is_partition() const { return !partition_bound.empty(); }
  const Attribute* column(int32_t attno) const {
    return attno >= 1 && static_cast<size_t>(attno) <= columns.size()
               ? &columns[static_cast<size_t>(attno) - 1] : nullptr;
  }
  const Attribute* find_column(std::string_view column_name) const;  // live ones only
  const Constraint* find_constraint(std::string_view constraint_name) const;
  const Constraint* primary_key() const;
};

struct DomainInfo {
  Oid base = kNoOid;
  int32_t typmod = -1;
  Oid collation = kNoOid;
  bool not_null = false;
  Blob default_expr;
  std::vector<Constraint> checks;  // over kCaseValue
};
struct RangeInfo {
  Oid subtype = kNoOid;
  Oid multirange = kNoOid;
  std::string subtype_diff, canonical, opclass;
};
struct Type final : Object {
  ObjectClass cls() const override { return ObjectClass::kType; }
  TypeKind kind = TypeKind::kEnum;
  Oid array = kNoOid;             // its array type
  Oid element = kNoOid;           // kArray
  std::vector<EnumLabel> labels;  // kEnum
  Oid relation = kNoOid;          // kComposite: the relation that has the fields
  std::optional<DomainInfo> domain;
  std::optional<RangeInfo> range;
  bool is_row_type = false;       // made with its table; dropped with it
};

enum class ArgMode : char { kIn = 'i', kOut = 'o', kInOut = 'b', kVariadic = 'v', kTable = 't' };
struct FunctionArgument {
  std::string name;
  Oid type = kNoOid;
  ArgMode mode = ArgMode::kIn;
  Blob default_expr;
};
struct Function final : Object {
  ObjectClass cls() const override { return ObjectClass::kFunction; }
  char kind = 'f';  // f function, p procedure, a aggregate, w window
  std::string language;
  std::vector<FunctionArgument> arguments;
  Oid result = kNoOid;  // kVoid for procedures without OUT arguments
  bool returns_set = false;
  bool strict = false, security_definer = false, leakproof = false;
  char volatility = 'v';
  char parallel = 'u';
  double cost = 100, rows = 0;
  std::string source;      // the body between the quotes; for C functions the link symbol
  std::string library;     // C functions of extensions
  Blob sql_body;           // BEGIN ATOMIC
  std::vector<std::string> settings;  // SET name = value, "name=value"
  // Aggregates made by CREATE AGGREGATE:
  Oid transition = kNoOid, final_function = kNoOid, state_type = kNoOid;
  std::optional<std::string> initial_state;
  std::vector<std::pair<std::string, std::string>> aggregate_options;  // the rarer ones, by name

  std::vector<Oid> input_types() const;  // in, inout, variadic
};

struct Extension final : Object {
  ObjectClass cls() const override { return ObjectClass::kExtension; }
  std::string version;
  bool relocatable = true;
};
struct Role final : Object {
  ObjectClass cls() const override { return ObjectClass::kRole; }
  bool superuser = false, inherit = true, create_role = false, create_db = false, login = false;
  bool replication = false, bypass_rls = false;
  int32_t connection_limit = -1;
  std::string password, valid_until;
  std::vector<Oid> member_of;
  std::vector<Oid> admin_of;  // those of member_of with the ADMIN option
};
struct Policy final : Object {
  ObjectClass cls() const override { return ObjectClass::kPolicy; }
  Oid table = kNoOid;
  char command = '*';
  bool permissive = true;
  std::vector<Oid> roles;
  Blob using_expr, with_check;
};
// Objects that are kept and listed, and have no behaviour of their own in the engine yet; what they
// hold is their definition, as text fields by name.
struct Other final : Object {
  explicit Other(ObjectClass c = ObjectClass::kStatistics) : cls_(c) {}
  ObjectClass cls() const override { return cls_; }
  ObjectClass cls_;
  std::vector<std::pair<std::string, std::string>> fields;

  const std::string* find(std::string_view field) const {
    for (const auto& [key, value] : fields) {
      if (key == field) return &value;
    }
    return nullptr;
  }
  std::string get(std::string_view field) const {
    const std::string* value = find(field);
    return value == nullptr ? std::string() : *value;
  }
  void set(std::string_view field, std::string value) {
    for (auto& [key, old] : fields) {
      if (key == field) {
        old = std::move(value);
        return;
      }
    }
    fields.emplace_back(field, std::move(value));
  }
};

}  // namespace rung::catalog
