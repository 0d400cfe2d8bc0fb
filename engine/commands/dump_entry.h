// What a schema dump is made of: one entry per object, with the objects it has to follow. Shared by
// dump_schema.cc (which objects, in which order) and dump_objects.cc (their text).
#pragma once

#include <string>
#include <vector>

#include "executor/context.h"
#include "planner/deparse.h"

namespace rung::commands {

// In the order in which kinds come, before dependencies are looked at.
enum class DumpKind : uint8_t {
  kSchema, kCollation, kExtension, kType, kCast, kFunction, kAggregate, kOperator,
  kOperatorFamily, kTextSearchDictionary, kTextSearchConfig, kWrapper,
  kServer, kTable, kTableAttach, kDefault,
  kConstraint, kIndex, kIndexAttach, kStatistics, kRule, kTrigger, kForeignKey, kPolicy, kPublication,
  kPublicationPart, kEventTrigger,
};
inline bool is_post_data(DumpKind kind) { return kind >= DumpKind::kConstraint; }

struct DumpEntry {
  DumpKind kind = DumpKind::kTable;
  catalog::ObjectAddress object;
  std::string schema;  // empty: in none
  std::string name;    // what entries of a kind are ordered by
  std::string table;   // second key of triggers, policies, constraints
  std::vector<std::string> argument_types;
  std::string text;    // the finished SQL with its "-- Name" heads
  bool sets_tablespace = false;  // tables and materialized views
  std::vector<size_t> after;     // entries that come before this one
};

// OPTIONS (…) of "name=value" pairs, empty without any (dump_others.cc).
std::string foreign_options_text(const std::vector<std::string>& options);

// Makes the text of each kind. Names are qualified as with an empty search path.
class DumpWriter {
 public:
  explicit DumpWriter(ExecContext& context);

  std::string schema(const catalog::Schema& schema);
  std::string extension(const catalog::Extension& extension);
  std::string type(const catalog::Type& type);
  std::string function(const catalog::Function& function);
  // `separate` lists the columns whose defaults are entries of their own.
  std::string table(const catalog::Relation& table, const std::vector<int32_t>& separate);
  std::string view(const catalog::Relation& view);
  std::string sequence(const catalog::Relation& sequence);
  std::string column_default(const catalog::Relation& table, const catalog::Attribute& column);
  std::string constraint(const catalog::Relation& table, const catalog::Constraint& constraint);
  std::string index(const catalog::Relation& index);
  // ATTACH PARTITION of a table or of an index.
  std::string attach(const catalog::Relation& part, const catalog::Relation& parent);
  std::string trigger(const catalog::Relation& table, const catalog::Trigger& trigger);
  std::string rule(const catalog::Relation& table, const catalog::Other& rule);
  std::string policy(const catalog::Relation& table, const catalog::Policy& policy);
  std::string row_security(const catalog::Relation& table);
  std::string schema_name(Oid schema);
  // What is kept as catalog::Other, and aggregates (dump_others.cc).
  std::string aggregate(const catalog::Function& function);
  std::string collation_object(const catalog::Other& collation);
  std::string cast(const catalog::Other& cast);
  std::string operator_object(const catalog::Other& op);
  std::string operator_family(const catalog::Other& family);
  std::string operator_class(const catalog::Other& cls);
  std::string text_search_dictionary(const catalog::Other& dictionary);
  std::string text_search_config(const catalog::Other& config);
  std::string wrapper(const catalog::Other& wrapper);
  std::string server(const catalog::Other& server);
  std::string statistics(const catalog::Other& statistics);
  std::string publication(const catalog::Other& publication);
  // One member of a publication: field is "table.OID" or "schema.OID".
  std::string publication_part(const catalog::Other& publication, const std::string& field,
                               const std::string& columns);
  std::string event_trigger(const catalog::Other& trigger);

 private:
  std::string head(const std::string& name, const char* type, const std::string& schema);
  std::string entry(const std::string& name, const char* type, const std::string& schema,
                    const std::string& sql);
  // The comment entry of an object, or nothing.
  std::string comment(catalog::ObjectAddress object, const std::string& tag,
                      const std::string& target, const std::string& schema);
  std::string qualified(const catalog::Object& object);
  std::string type_name(Oid type, int32_t typmod = -1);
  std::string expression(const catalog::Blob& blob, const catalog::Relation* relation);
  std::string column_definition(const catalog::Relation& table, const catalog::Attribute& column,
                                bool with_default);
  std::string collation(Oid collation);
  std::string function_text(Oid function);  // "public.f", or a built-in's bare name
  std::string operator_members(const catalog::Other& holder);
  std::string family_text(Oid family);
  std::string text_search_text(catalog::ObjectClass cls, Oid oid);
  std::string user_mappings(const catalog::Other& server);

  ExecContext& context_;
  catalog::Catalog& catalog_;
  catalog::SearchPath path_;
  planner::DeparseContext deparse_;
};

}  // namespace rung::commands
