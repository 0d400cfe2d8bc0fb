// How a system view is described and how its generator hands rows over. Private to
// system_views*.cc.
#pragma once

#include <string>
#include <vector>

#include "catalog/system_views.h"

namespace rung::catalog {

struct SystemColumn {
  const char* name;
  Oid type;
};

// One row at a time: the generator adds the values in column order, then calls end().
class SystemRows {
 public:
  SystemRows(SystemScan& scan, const Relation& relation,
             const std::function<bool(std::span<const Datum>)>& row)
      : scan_(scan), relation_(relation), row_(row) {}
  Catalog& catalog() { return scan_.catalog; }
  TypeEnv& env() { return scan_.env; }
  const BuiltinCode* code() const { return scan_.code; }

  SystemRows& integer(int64_t value) { return add(Datum::of_int(value)); }
  SystemRows& boolean(bool value) { return add(Datum::of_bool(value)); }
  SystemRows& real(double value) { return add(Datum::of_float(value)); }
  SystemRows& text(std::string_view value) { return add(scan_.env.text(value)); }
  SystemRows& letter(char value) { return add(Datum::of_int(value)); }  // "char"
  SystemRows& node_tree(const Blob& blob) {
    return blob.empty() ? null() : text(node_tree_text(blob));
  }
  SystemRows& null() { return add(Datum()); }
  SystemRows& null(size_t count) {
    while (count-- > 0) null();
    return *this;
  }
  SystemRows& text_or_null(const std::optional<std::string>& value) {
    return value.has_value() ? text(*value) : null();
  }
  // Anything else, in its text form (arrays, vectors, timestamps).
  SystemRows& parsed(std::string_view value);
  SystemRows& oids(const std::vector<Oid>& values);      // oidvector, oid[]
  SystemRows& numbers(const std::vector<int32_t>& values);  // int2vector, int2[]
  SystemRows& texts(const std::vector<std::string>& values);  // text[], name[]; NULL when empty
  SystemRows& yes_no(bool value) { return text(value ? "YES" : "NO"); }
  // Object::acl as aclitem[], with the roles' names; NULL when it is the default.
  SystemRows& acl(const std::string& stored);
  void end();
  bool stopped() const { return stopped_; }

  // The list of something built in, as GRANT and REVOKE left it; NULL when it is the default.
  SystemRows& builtin_acl(ObjectAddress object);
  // The session's answer to a system information function.
  std::optional<std::string> describe(std::string_view function,
                                      const std::vector<std::optional<std::string>>& arguments);

 private:
  SystemRows& add(Datum value) { return values_.push_back(value), *this; }

  SystemScan& scan_;
  const Relation& relation_;
  const std::function<bool(std::span<const Datum>)>& row_;
  std::vector<Datum> values_;
  bool stopped_ = false;
};

struct SystemView {
  Oid oid;
  Oid schema;
  const char* name;
  char kind;
  std::span<const SystemColumn> columns;
  void (*generate)(SystemRows& rows);
};

// Oids of objects that PostgreSQL has and we keep inside others.
inline Oid default_oid(Oid relation, int32_t attno) {
  return 0x80000000u | ((relation * 2048 + static_cast<Oid>(attno)) & 0x3FFFFFFF);
}
inline Oid range_cast_oid(Oid range) { return 0xE0000000u | range; }
Oid access_method_oid(std::string_view name);
Oid language_oid(Catalog& catalog, const std::string& name);
std::string schema_name(Catalog& catalog, Oid schema);
std::string role_name(Catalog& catalog, Oid role);
std::string database_name(SystemRows& rows);
// A type as information_schema describes it; the type behind a domain, with its modifier.
struct TypeFacets {
  std::string data_type;
  std::optional<int64_t> character_length, octet_length, precision, radix, scale;
  std::optional<int64_t> datetime_precision;
};
TypeFacets type_facets(SystemRows& rows, const TypeInfo& type, int32_t typmod);
const TypeInfo* type_behind_domain(SystemRows& rows, Oid type, int32_t* typmod);
// What information_schema counts among the tables.
bool is_listed_table(const Relation& relation);

// Oids of a type's support functions, as pg_type has them; and how PostgreSQL stores it.
struct TypeSupport {
  Oid type = kNoOid;
  Oid input = kNoOid, output = kNoOid, receive = kNoOid, send = kNoOid;
  Oid typmod_in = kNoOid, typmod_out = kNoOid, analyze = kNoOid;
  char storage = 'p';
};
bool passed_by_value(const TypeInfo& type);
TypeSupport type_support(TypeSource& types, const TypeInfo& type);

// Calls `each` for every relation, those of the user and, with `system`, the system's.
void for_each_relation(SystemRows& rows, bool system,
                       const std::function<void(const Relation&)>& each);

// The groups of views, one file each.
std::span<const SystemView> system_views_relations();
std::span<const SystemView> system_views_types();
std::span<const SystemView> system_views_code();
std::span<const SystemView> system_views_builtin();
std::span<const SystemView> system_views_lists();
std::span<const SystemView> system_views_information();
std::span<const SystemView> system_views_usage();
std::span<const SystemView> system_views_udt();
std::span<const SystemView> system_views_monitoring();
std::span<const SystemView> system_views_objects();
// The user's rows of catalogs that begin with built-in ones.
void user_aggregate_rows(SystemRows& rows);
void user_operator_rows(SystemRows& rows);
void user_cast_rows(SystemRows& rows);
std::span<const SystemView> system_views_empty();
std::span<const SystemView> system_views_text_search();

}  // namespace rung::catalog
