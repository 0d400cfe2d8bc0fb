// The relations of pg_catalog and information_schema: tables without storage, whose rows are made
// from the catalog when they are read. One row of a table of SystemView per relation: its columns
// and the function that generates its rows (system_views_*.cc); this file's functions feed on those.
//
// They are found through Catalog like any relation, with PostgreSQL's oid where it has a fixed one,
// kind 'r' or 'v' and no tree. Thread-safe; the descriptions are made on first use.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "catalog/builtin_code.h"
#include "catalog/catalog.h"
#include "types/type.h"

namespace rung::catalog {

// What the ObjectClass::kDefaultAcl is named that keeps the privileges of something built in.
std::string builtin_acl_name(ObjectAddress object);

// nullptr when there is none.
const Relation* system_relation(Oid oid);
const Relation* find_system_relation(Oid schema, std::string_view name);
inline bool is_system_relation(Oid oid) { return system_relation(oid) != nullptr; }
// Every one of them, by oid.
void for_each_system_relation(const std::function<void(const Relation&)>& each);

// What a generator may use: the catalog, types, and the session through env.services (deparsing goes
// through Services::describe()). Values of a row live in env.arena.
struct SystemScan {
  Catalog& catalog;
  TypeEnv& env;
  const BuiltinCode* code = nullptr;  // without it the built-in functions and operators are not listed
};

// Calls `row` with every row, values by attno - 1; the values live in env.arena. `row` may return
// false to stop.
void scan_system_relation(SystemScan& scan, Oid relation,
                          const std::function<bool(std::span<const Datum>)>& row);

// pg_class.oid of the catalog that lists objects of the class, and the class whose catalog it is.
Oid class_relation(ObjectClass cls);
std::optional<ObjectClass> class_of_relation(Oid relation);

inline Oid rule_oid(Oid view) { return 0xC0000000u | view; }  // of a view's query in pg_rewrite

// Stored expressions appear in columns of type pg_node_tree as their bytes in hex; pg_get_expr()
// turns them back.
std::string node_tree_text(std::string_view blob);
std::string node_tree_blob(std::string_view text);

}  // namespace rung::catalog
