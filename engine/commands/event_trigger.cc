#include "commands/event_trigger.h"

#include <algorithm>

#include "catalog/system_views.h"
#include "commands/objects.h"
#include "commands/other.h"

namespace rung::commands {

using namespace rung::catalog;
using ast::NodeKind;
using O = ast::ObjectKind;

namespace {

// --- which statements --------------------------------------------------------------------------

// What is shared by all databases, and event triggers themselves.
bool is_shared(O kind) {
  return kind == O::kDatabase || kind == O::kRole || kind == O::kTablespace ||
         kind == O::kEventTrigger;
}

std::string upper_tag(const char* verb, O kind) { return std::string(verb) + object_tag(kind); }

// The command tag; empty for statements that fire nothing.
std::string command_tag(const ast::Node& statement) {
  switch (statement.kind) {
    case NodeKind::kDropStmt: {
      const O kind = ast::to<ast::DropStmt>(&statement).object;
      return is_shared(kind) ? std::string() : upper_tag("DROP ", kind);
    }
    case NodeKind::kRenameStmt: {
      const auto& rename = ast::to<ast::RenameStmt>(&statement);
      if (rename.object == O::kColumn || rename.object == O::kAttribute) {
        return upper_tag("ALTER ", rename.relation_kind);
      }
      return is_shared(rename.object) ? std::string() : upper_tag("ALTER ", rename.object);
    }
    case NodeKind::kAlterObjectSchemaStmt:
      return upper_tag("ALTER ", ast::to<ast::AlterObjectSchemaStmt>(&statement).object);
    case NodeKind::kAlterObjectDependsStmt:
      return upper_tag("ALTER ", ast::to<ast::AlterObjectDependsStmt>(&statement).object);
    case NodeKind::kAlterOwnerStmt: {
      const O kind = ast::to<ast::AlterOwnerStmt>(&statement).object;
      return is_shared(kind) ? std::string() : upper_tag("ALTER ", kind);
    }
    case NodeKind::kCommentStmt:
      return is_shared(ast::to<ast::CommentStmt>(&statement).object) ? "" : "COMMENT";
    case NodeKind::kGrantStmt: {
      const auto& grant_stmt = ast::to<ast::GrantStmt>(&statement);
      if (is_shared(grant_stmt.object)) return {};
      return grant_stmt.is_grant ? "GRANT" : "REVOKE";
    }
    case NodeKind::kDefineStmt:
      return upper_tag("CREATE ", ast::to<ast::DefineStmt>(&statement).object);
    case NodeKind::kCreateTableStmt:
      return ast::to<ast::CreateTableStmt>(&statement).foreign_server.empty()
                 ? "CREATE TABLE"
                 : "CREATE FOREIGN TABLE";
    case NodeKind::kCreateTableAsStmt:
      return ast::to<ast::CreateTableAsStmt>(&statement).object == O::kMatView
                 ? "CREATE MATERIALIZED VIEW"
                 : "CREATE TABLE AS";
    case NodeKind::kAlterTableStmt:
      return upper_tag("ALTER ", ast::to<ast::AlterTableStmt>(&statement).object);
    case NodeKind::kCreateFunctionStmt:
      return ast::to<ast::CreateFunctionStmt>(&statement).procedure ? "CREATE PROCEDURE"
                                                                    : "CREATE FUNCTION";
    case NodeKind::kAlterFunctionStmt:
      return upper_tag("ALTER ", ast::to<ast::AlterFunctionStmt>(&statement).object);
    case NodeKind::kAlterTextSearchStmt:
      return ast::to<ast::AlterTextSearchStmt>(&statement).command ==
                     ast::AlterTextSearchKind::kOptions
                 ? "ALTER TEXT SEARCH DICTIONARY"
                 : "ALTER TEXT SEARCH CONFIGURATION";
    case NodeKind::kAlterEnumStmt:
    case NodeKind::kAlterTypeStmt: return "ALTER TYPE";
    case NodeKind::kSelectStmt:
    case NodeKind::kIndexStmt:
    case NodeKind::kCreateSequenceStmt:
    case NodeKind::kAlterSequenceStmt:
    case NodeKind::kViewStmt:
    case NodeKind::kRefreshMatViewStmt:
    case NodeKind::kCreateEnumStmt:
    case NodeKind::kCreateCompositeStmt:
    case NodeKind::kCreateRangeStmt:
    case NodeKind::kCreateDomainStmt:
    case NodeKind::kAlterDomainStmt:
    case NodeKind::kCreateTriggerStmt:
    case NodeKind::kCreateSchemaStmt:
    case NodeKind::kCreateExtensionStmt:
    case NodeKind::kCreateLanguageStmt:
    case NodeKind::kAlterExtensionStmt:
    case NodeKind::kCreatePolicyStmt:
    case NodeKind::kAlterPolicyStmt:
    case NodeKind::kAlterDefaultPrivilegesStmt:
    case NodeKind::kCreateCastStmt:
    case NodeKind::kCreatePublicationStmt:
    case NodeKind::kAlterPublicationStmt:
    case NodeKind::kCreateSubscriptionStmt:
    case NodeKind::kCreateStatisticsStmt:
    case NodeKind::kAlterStatisticsStmt:
    case NodeKind::kAlterCollationStmt:
    case NodeKind::kSecurityLabelStmt:
    case NodeKind::kDropOwnedStmt:
    case NodeKind::kRuleStmt:
    case NodeKind::kCreateOpClassStmt:
    case NodeKind::kCreateOpFamilyStmt:
    case NodeKind::kAlterOpFamilyStmt: return command_name(statement);
    default: return {};
  }
}

// Tags that PostgreSQL has: those that event triggers fire for …
constexpr std::string_view kFiringTags[] = {
    "ALTER ACCESS METHOD", "ALTER AGGREGATE", "ALTER CAST", "ALTER COLLATION", "ALTER CONSTRAINT",
    "ALTER CONVERSION", "ALTER DEFAULT PRIVILEGES", "ALTER DOMAIN", "ALTER EXTENSION",
    "ALTER FOREIGN DATA WRAPPER", "ALTER FOREIGN TABLE", "ALTER FUNCTION", "ALTER INDEX",
    "ALTER LANGUAGE", "ALTER LARGE OBJECT", "ALTER MATERIALIZED VIEW", "ALTER OPERATOR",
    "ALTER OPERATOR CLASS", "ALTER OPERATOR FAMILY", "ALTER POLICY", "ALTER PROCEDURE",
    "ALTER PUBLICATION", "ALTER ROUTINE", "ALTER RULE", "ALTER SCHEMA", "ALTER SEQUENCE",
    "ALTER SERVER", "ALTER STATISTICS", "ALTER SUBSCRIPTION", "ALTER TABLE",
    "ALTER TEXT SEARCH CONFIGURATION", "ALTER TEXT SEARCH DICTIONARY", "ALTER TEXT SEARCH PARSER",
    "ALTER TEXT SEARCH TEMPLATE", "ALTER TRANSFORM", "ALTER TRIGGER", "ALTER TYPE",
    "ALTER USER MAPPING", "ALTER VIEW", "COMMENT", "CREATE ACCESS METHOD", "CREATE AGGREGATE",
    "CREATE CAST", "CREATE COLLATION", "CREATE CONSTRAINT", "CREATE CONVERSION", "CREATE DOMAIN",
    "CREATE EXTENSION", "CREATE FOREIGN DATA WRAPPER", "CREATE FOREIGN TABLE", "CREATE FUNCTION",
    "CREATE INDEX", "CREATE LANGUAGE", "CREATE MATERIALIZED VIEW", "CREATE OPERATOR",
    "CREATE OPERATOR CLASS", "CREATE OPERATOR FAMILY", "CREATE POLICY", "CREATE PROCEDURE",
    "CREATE PUBLICATION", "CREATE ROUTINE", "CREATE RULE", "CREATE SCHEMA", "CREATE SEQUENCE",
    "CREATE SERVER", "CREATE STATISTICS", "CREATE SUBSCRIPTION", "CREATE TABLE", "CREATE TABLE AS",
    "CREATE TEXT SEARCH CONFIGURATION", "CREATE TEXT SEARCH DICTIONARY",
    "CREATE TEXT SEARCH PARSER", "CREATE TEXT SEARCH TEMPLATE", "CREATE TRANSFORM",
    "CREATE TRIGGER", "CREATE TYPE", "CREATE USER MAPPING", "CREATE VIEW", "DROP ACCESS METHOD",
    "DROP AGGREGATE", "DROP CAST", "DROP COLLATION", "DROP CONSTRAINT", "DROP CONVERSION",
    "DROP DOMAIN", "DROP EXTENSION", "DROP FOREIGN DATA WRAPPER", "DROP FOREIGN TABLE",
    "DROP FUNCTION", "DROP INDEX", "DROP LANGUAGE", "DROP MATERIALIZED VIEW", "DROP OPERATOR",
    "DROP OPERATOR CLASS", "DROP OPERATOR FAMILY", "DROP OWNED", "DROP POLICY", "DROP PROCEDURE",
    "DROP PUBLICATION", "DROP ROUTINE", "DROP RULE", "DROP SCHEMA", "DROP SEQUENCE", "DROP SERVER",
    "DROP STATISTICS", "DROP SUBSCRIPTION", "DROP TABLE", "DROP TEXT SEARCH CONFIGURATION",
    "DROP TEXT SEARCH DICTIONARY", "DROP TEXT SEARCH PARSER", "DROP TEXT SEARCH TEMPLATE",
    "DROP TRANSFORM", "DROP TRIGGER", "DROP TYPE", "DROP USER MAPPING", "DROP VIEW", "GRANT",
    "IMPORT FOREIGN SCHEMA", "REFRESH MATERIALIZED VIEW", "REVOKE", "SECURITY LABEL",
    "SELECT INTO"};
// … and the others.
constexpr std::string_view kSilentTags[] = {
    "ALTER DATABASE", "ALTER EVENT TRIGGER", "ALTER ROLE", "ALTER SYSTEM", "ALTER TABLESPACE",
    "ANALYZE", "BEGIN", "CALL", "CHECKPOINT", "CLOSE", "CLOSE CURSOR", "CLOSE CURSOR ALL",
    "CLUSTER", "COMMIT", "COMMIT PREPARED", "COPY", "COPY FROM", "CREATE DATABASE",
    "CREATE EVENT TRIGGER", "CREATE ROLE", "CREATE TABLESPACE", "DEALLOCATE", "DEALLOCATE ALL",
    "DECLARE CURSOR", "DELETE", "DISCARD", "DISCARD ALL", "DISCARD PLANS", "DISCARD SEQUENCES",
    "DISCARD TEMP", "DO", "DROP DATABASE", "DROP EVENT TRIGGER", "DROP REPLICATION SLOT",
    "DROP ROLE", "DROP TABLESPACE", "EXECUTE", "EXPLAIN", "FETCH", "GRANT ROLE", "INSERT", "LISTEN",
    "LOAD", "LOCK TABLE", "MERGE", "MOVE", "NOTIFY", "PREPARE", "PREPARE TRANSACTION",
    "REASSIGN OWNED", "REINDEX", "RELEASE", "RESET", "REVOKE ROLE", "ROLLBACK", "ROLLBACK PREPARED",
    "SAVEPOINT", "SELECT", "SET", "SET CONSTRAINTS", "SHOW", "START TRANSACTION", "TRUNCATE TABLE",
    "UNLISTEN", "UPDATE", "VACUUM"};

template <size_t N>
bool is_among(const std::string_view (&tags)[N], std::string_view tag) {
  return std::find(std::begin(tags), std::end(tags), tag) != std::end(tags);
}

// --- what a statement did ----------------------------------------------------------------------

ObjectAddress of_relation(CommandContext& c, const ast::RangeVar& name) {
  const Relation* found = find_relation(c, name, true);
  return found == nullptr ? ObjectAddress{} : ObjectAddress{ObjectClass::kRelation, found->oid, 0};
}
ObjectAddress part_of(CommandContext& c, const ast::RangeVar& name, O kind, std::string_view part) {
  const Relation* table = find_relation(c, name, true);
  if (table == nullptr) return {};
  switch (kind) {
    case O::kColumn:
    case O::kAttribute: {
      const Attribute* column = table->find_column(part);
      return column == nullptr ? ObjectAddress{}
                               : ObjectAddress{ObjectClass::kRelation, table->oid, column->attno};
    }
    case O::kTableConstraint: {
      const Constraint* found = table->find_constraint(part);
      return found == nullptr ? ObjectAddress{} : ObjectAddress{ObjectClass::kConstraint, found->oid, 0};
    }
    case O::kTrigger: {
      const Trigger* found = find_trigger(*table, part);
      return found == nullptr ? ObjectAddress{} : ObjectAddress{ObjectClass::kTrigger, found->oid, 0};
    }
    case O::kPolicy: {
      const Policy* found = find_policy(c, table->oid, part);
      return found == nullptr ? ObjectAddress{} : ObjectAddress{ObjectClass::kPolicy, found->oid, 0};
    }
    case O::kRule: {
      const Other* found = find_rule(c, table->oid, part);
      return found == nullptr ? ObjectAddress{} : ObjectAddress{ObjectClass::kRule, found->oid, 0};
    }
    default: return {ObjectClass::kRelation, table->oid, 0};
  }
}
ObjectAddress of_name(CommandContext& c, O kind, const ast::ObjectName& name) {
  return resolve_object(c, kind, name, true, false);
}
ObjectAddress of_names(CommandContext& c, O kind, const ast::NameList& names) {
  ast::ObjectName name;
  name.names = names;
  return of_name(c, kind, name);
}

// What a statement changes, by the name it has before.
ObjectAddress changed_object(CommandContext& c, const ast::Node& statement) {
  switch (statement.kind) {
    case NodeKind::kRenameStmt: {
      const auto& s = ast::to<ast::RenameStmt>(&statement);
      return s.relation != nullptr ? part_of(c, *s.relation, s.object, s.old_name)
                                   : of_name(c, s.object, s.name);
    }
    case NodeKind::kAlterObjectSchemaStmt: {
      const auto& s = ast::to<ast::AlterObjectSchemaStmt>(&statement);
      return s.relation != nullptr ? of_relation(c, *s.relation) : of_name(c, s.object, s.name);
    }
    case NodeKind::kAlterOwnerStmt: {
      const auto& s = ast::to<ast::AlterOwnerStmt>(&statement);
      return of_name(c, s.object, s.name);
    }
    case NodeKind::kCommentStmt: {
      const auto& s = ast::to<ast::CommentStmt>(&statement);
      return of_name(c, s.object, s.name);
    }
    case NodeKind::kAlterTableStmt:
      return of_relation(c, *ast::to<ast::AlterTableStmt>(&statement).relation);
    case NodeKind::kAlterSequenceStmt:
      return of_relation(c, *ast::to<ast::AlterSequenceStmt>(&statement).sequence);
    case NodeKind::kRefreshMatViewStmt:
      return of_relation(c, *ast::to<ast::RefreshMatViewStmt>(&statement).relation);
    case NodeKind::kAlterEnumStmt:
      return of_names(c, O::kType, ast::to<ast::AlterEnumStmt>(&statement).name);
    case NodeKind::kAlterDomainStmt:
      return of_names(c, O::kDomain, ast::to<ast::AlterDomainStmt>(&statement).domain);
    case NodeKind::kAlterFunctionStmt: {
      const auto& s = ast::to<ast::AlterFunctionStmt>(&statement);
      const catalog::Function* f = find_function(c, *s.function, s.object, true);
      return f == nullptr ? ObjectAddress{} : ObjectAddress{ObjectClass::kFunction, f->oid, 0};
    }
    case NodeKind::kAlterPolicyStmt: {
      const auto& s = ast::to<ast::AlterPolicyStmt>(&statement);
      return part_of(c, *s.table, O::kPolicy, s.name);
    }
    case NodeKind::kAlterTextSearchStmt: {
      const auto& s = ast::to<ast::AlterTextSearchStmt>(&statement);
      return of_names(c, s.command == ast::AlterTextSearchKind::kOptions ? O::kTsDictionary
                                                                         : O::kTsConfiguration,
                      s.name);
    }
    case NodeKind::kAlterPublicationStmt:
      return of_names(c, O::kPublication, {ast::to<ast::AlterPublicationStmt>(&statement).name});
    case NodeKind::kAlterExtensionStmt:
      return of_names(c, O::kExtension, {ast::to<ast::AlterExtensionStmt>(&statement).name});
    case NodeKind::kAlterStatisticsStmt:
      return of_names(c, O::kStatistics, ast::to<ast::AlterStatisticsStmt>(&statement).name);
    case NodeKind::kAlterCollationStmt:
      return of_names(c, O::kCollation, ast::to<ast::AlterCollationStmt>(&statement).name);
    default: return {};
  }
}

// The class of what a statement makes; nullopt: it makes nothing.
std::optional<ObjectClass> made_class(const ast::Node& statement) {
  switch (statement.kind) {
    case NodeKind::kCreateTableStmt:
    case NodeKind::kCreateTableAsStmt:
    case NodeKind::kSelectStmt:
    case NodeKind::kIndexStmt:
    case NodeKind::kCreateSequenceStmt:
    case NodeKind::kViewStmt: return ObjectClass::kRelation;
    case NodeKind::kCreateEnumStmt:
    case NodeKind::kCreateCompositeStmt:
    case NodeKind::kCreateRangeStmt:
    case NodeKind::kCreateDomainStmt: return ObjectClass::kType;
    case NodeKind::kCreateFunctionStmt: return ObjectClass::kFunction;
    case NodeKind::kCreateSchemaStmt: return ObjectClass::kSchema;
    case NodeKind::kCreateExtensionStmt:
    case NodeKind::kCreateLanguageStmt: return ObjectClass::kExtension;
    case NodeKind::kCreatePolicyStmt: return ObjectClass::kPolicy;
    case NodeKind::kCreateCastStmt: return ObjectClass::kCast;
    case NodeKind::kCreatePublicationStmt: return ObjectClass::kPublication;
    case NodeKind::kCreateSubscriptionStmt: return ObjectClass::kSubscription;
    case NodeKind::kCreateStatisticsStmt: return ObjectClass::kStatistics;
    case NodeKind::kRuleStmt: return ObjectClass::kRule;
    case NodeKind::kCreateOpClassStmt: return ObjectClass::kOpclass;
    case NodeKind::kCreateOpFamilyStmt: return ObjectClass::kOpfamily;
    case NodeKind::kDefineStmt:
      switch (ast::to<ast::DefineStmt>(&statement).object) {
        case O::kAggregate: return ObjectClass::kFunction;
        case O::kOperator: return ObjectClass::kOperator;
        case O::kCollation: return ObjectClass::kCollation;
        case O::kType: return ObjectClass::kType;
        case O::kForeignDataWrapper: return ObjectClass::kForeignDataWrapper;
        case O::kForeignServer: return ObjectClass::kForeignServer;
        case O::kUserMapping: return ObjectClass::kUserMapping;
        case O::kTsConfiguration: return ObjectClass::kTextSearchConfig;
        case O::kTsDictionary: return ObjectClass::kTextSearchDictionary;
        default: return std::nullopt;
      }
    default: return std::nullopt;
  }
}

class Collector {
 public:
  Collector(CommandContext& c, const ast::Node& statement, std::string tag)
      : c_(c), statement_(statement), tag_(std::move(tag)), mark_(cat(c).savepoint()) {
    try {
      changed_ = changed_object(c, statement);
    } catch (const SqlError&) {
      changed_ = {};  // the statement itself will say what is wrong
    }
  }

  void finish(EventFrame& frame) {
    frame_ = &frame;
    if (const auto* s = ast::as<ast::GrantStmt>(&statement_)) {
      frame.commands.push_back({tag_, {}, object_tag(s->object)});
      return;
    }
    if (const auto* s = ast::as<ast::AlterDefaultPrivilegesStmt>(&statement_)) {
      frame.commands.push_back({tag_, {}, default_privileges_type(*s)});
      return;
    }
    if (changed_.oid != kNoOid) return add(tag_, changed_);
    if (const auto* s = ast::as<ast::CreateTriggerStmt>(&statement_)) {
      return add(tag_, part_of(c_, *s->relation, O::kTrigger, s->name));
    }
    const std::optional<ObjectClass> cls = made_class(statement_);
    if (!cls) return;
    made_ = cat(c_).changed_since(mark_);
    if (statement_.kind == NodeKind::kCreateTableStmt) return add_table();
    for (const ObjectAddress object : made_) {
      if (object.cls != *cls || !is_main(object)) continue;
      return add(tag_, object);
    }
  }

 private:
  static std::string default_privileges_type(const ast::AlterDefaultPrivilegesStmt& s) {
    return s.action == nullptr ? "TABLES" : std::string(object_tag(s.action->object)) + "S";
  }
  void add(const std::string& tag, ObjectAddress object) {
    if (object.oid != kNoOid) frame_->commands.push_back({tag, object, {}});
  }
  const Relation* relation(ObjectAddress object) const {
    return object.cls == ObjectClass::kRelation ? cat(c_).relation(object.oid) : nullptr;
  }
  // Not what comes along with the object that was asked for.
  bool is_main(ObjectAddress object) const {
    if (const Relation* r = relation(object)) {
      if (statement_.kind == NodeKind::kIndexStmt) return r->index.has_value();
      return !r->index.has_value() && r->kind != RelationKind::kComposite;
    }
    if (object.cls == ObjectClass::kType) {
      const catalog::Type* type = cat(c_).user_type(object.oid);
      return type != nullptr && type->kind != TypeKind::kArray && !type->is_row_type &&
             type->kind != TypeKind::kMultirange;
    }
    return true;
  }
  // A table with its sequences, indexes and foreign keys, as if each had been a statement.
  void add_table() {
    const std::string_view name = ast::to<ast::CreateTableStmt>(&statement_).relation->name;
    const Relation* table = nullptr;
    for (const ObjectAddress object : made_) {
      const Relation* r = relation(object);
      if (r == nullptr || r->name != name || table != nullptr) continue;
      if (is_table_like(r->kind) || r->kind == RelationKind::kForeignTable) table = r;
    }
    if (table == nullptr) return;
    std::vector<ObjectAddress> sequences, indexes;
    for (const ObjectAddress object : made_) {
      const Relation* r = relation(object);
      if (r == nullptr) continue;
      if (r->sequence && r->sequence->owner_table == table->oid) sequences.push_back(object);
      if (r->index && r->index->table == table->oid && !table->is_partition()) {
        indexes.push_back(object);
      }
    }
    const auto by_oid = [](ObjectAddress a, ObjectAddress b) { return a.oid < b.oid; };
    std::sort(sequences.begin(), sequences.end(), by_oid);
    std::sort(indexes.begin(), indexes.end(), by_oid);
    const ObjectAddress self{ObjectClass::kRelation, table->oid, 0};
    for (const ObjectAddress s : sequences) add("CREATE SEQUENCE", s);
    add(tag_, self);
    for (const ObjectAddress i : indexes) add("CREATE INDEX", i);
    const bool has_foreign_key =
        std::any_of(table->constraints.begin(), table->constraints.end(), [](const Constraint& k) {
          return k.kind == ConstraintKind::kForeignKey && k.parent == kNoOid;
        });
    if (has_foreign_key) add("ALTER TABLE", self);
    for (const ObjectAddress s : sequences) add("ALTER SEQUENCE", s);
  }

  CommandContext& c_;
  const ast::Node& statement_;
  std::string tag_;
  size_t mark_;
  ObjectAddress changed_;
  std::vector<ObjectAddress> made_;
  EventFrame* frame_ = nullptr;
};

// --- firing ------------------------------------------------------------------------------------

bool has_event_triggers(CommandContext& c) {
  bool found = false;
  cat(c).for_each(ObjectClass::kEventTrigger, [&](const Object&) { found = true; });
  return found;
}

void fire(CommandContext& c, EventFrame& frame, std::string_view event, const std::string& tag) {
  struct Firing {
    std::string name;
    Oid function;
  };
  std::vector<Firing> firing;
  const bool replica = c.session.show_setting("session_replication_role") == "replica";
  cat(c).for_each(ObjectClass::kEventTrigger, [&](const Object& object) {
    const auto& trigger = static_cast<const Other&>(object);
    if (trigger.get("event") != event) return;
    const std::string enabled = trigger.get("enabled");
    if (enabled == "D" || enabled == (replica ? "O" : "R")) return;
    if (const std::string* tags = trigger.find("tags")) {
      if (("," + *tags + ",").find("," + tag + ",") == std::string::npos) return;
    }
    firing.push_back({trigger.name, oid_field(trigger, "function")});
  });
  std::sort(firing.begin(), firing.end(),
            [](const Firing& a, const Firing& b) { return a.name < b.name; });
  const std::string_view outer = frame.event;
  frame.event = event;
  for (const Firing& trigger : firing) {
    ExecContext inner = c.exec;
    inner.view = c.exec.transaction->statement_view();
    c.session.run_event_trigger(inner, trigger.function, event, tag);
  }
  frame.event = outer;
  if (!firing.empty()) c.exec.view = c.exec.transaction->statement_view();
}

class Entered {
 public:
  Entered(SessionControl& session, EventFrame* frame)
      : session_(session), outer_(session.event_frame) {
    session.event_frame = frame;
  }
  ~Entered() { session_.event_frame = outer_; }
  Entered(const Entered&) = delete;
  Entered& operator=(const Entered&) = delete;

 private:
  SessionControl& session_;
  EventFrame* outer_;
};

// --- answers -----------------------------------------------------------------------------------

class Row {
 public:
  Row& text(std::string_view value) {
    out += "\x1fv";
    out += value;
    return *this;
  }
  Row& number(int64_t value) { return text(std::to_string(value)); }
  Row& boolean(bool value) { return text(value ? "t" : "f"); }
  Row& null() {
    out += "\x1fn";
    return *this;
  }
  Row& optional(const std::optional<std::string>& value) { return value ? text(*value) : null(); }
  Row& array(const std::vector<std::string>& values) {
    std::string literal = "{";
    for (const std::string& value : values) {
      if (literal.size() > 1) literal += ',';
      literal += '"';
      for (const char ch : value) {
        if (ch == '"' || ch == '\\') literal += '\\';
        literal += ch;
      }
      literal += '"';
    }
    return text(literal + "}");
  }
  Row& end() {
    out += '\x1e';
    return *this;
  }
  std::string out;
};

// Their catalogs have no column for a schema.
bool has_schema_column(ObjectClass cls) {
  return cls != ObjectClass::kTrigger && cls != ObjectClass::kPolicy &&
         cls != ObjectClass::kDefault && cls != ObjectClass::kRule;
}

[[noreturn]] void wrong_place(std::string_view function, std::string_view where) {
  throw_error(sqlstate::e_r_i_e_event_trigger_protocol_violated,
              std::string(function) + "() can only be called in " + std::string(where) +
                  " function");
}

}  // namespace

std::string run_with_events(CommandContext& c, const ast::Node& statement,
                            std::string (*run)(CommandContext&, const ast::Node&)) {
  if (!has_event_triggers(c)) return run(c, statement);
  const std::string tag = command_tag(statement);
  if (tag.empty()) return run(c, statement);
  if (c.part && c.session.event_frame != nullptr) {
    Collector collector(c, statement, tag);
    std::string result = run(c, statement);
    collector.finish(*c.session.event_frame);
    return result;
  }
  EventFrame frame;
  const Entered entered(c.session, &frame);
  fire(c, frame, "ddl_command_start", tag);
  Collector collector(c, statement, tag);
  std::string result = run(c, statement);
  collector.finish(frame);
  // Parts of a schema come after it, but were made before it was done.
  if (statement.kind == NodeKind::kCreateSchemaStmt && frame.commands.size() > 1) {
    std::rotate(frame.commands.begin(), frame.commands.end() - 1, frame.commands.end());
  }
  if (!frame.dropped.empty()) fire(c, frame, "sql_drop", tag);
  fire(c, frame, "ddl_command_end", tag);
  return result;
}

void fire_table_rewrite(CommandContext& c, Oid table, int reason) {
  EventFrame* frame = c.session.event_frame;
  if (frame == nullptr) return;
  frame->rewritten = table;
  frame->rewrite_reason = reason;
  fire(c, *frame, "table_rewrite", "ALTER TABLE");
  frame->rewritten = kNoOid;
}

void check_event_tag(std::string_view event, const std::string& tag) {
  const bool firing = is_among(kFiringTags, tag);
  if (!firing && !is_among(kSilentTags, tag)) {
    throw_error(sqlstate::syntax_error,
                "filter value " + quoted(tag) + " not recognized for filter variable \"tag\"");
  }
  const bool rewrites =
      tag == "ALTER TABLE" || tag == "ALTER TYPE" || tag == "ALTER MATERIALIZED VIEW";
  if (event == "table_rewrite" ? rewrites : firing) return;
  throw_error(sqlstate::feature_not_supported, "event triggers are not supported for " + tag);
}

std::string event_trigger_rows(ExecContext& exec, const EventFrame* frame,
                               std::string_view function) {
  if (function == "pg_event_trigger_table_rewrite_oid" ||
      function == "pg_event_trigger_table_rewrite_reason") {
    if (frame == nullptr || frame->rewritten == kNoOid) {
      wrong_place(function, "a table_rewrite event trigger");
    }
    return function.ends_with("oid") ? std::to_string(frame->rewritten)
                                     : std::to_string(frame->rewrite_reason);
  }
  Row row;
  if (function == "pg_event_trigger_dropped_objects") {
    if (frame == nullptr || frame->event != "sql_drop") {
      wrong_place(function, "a sql_drop event trigger");
    }
    for (auto it = frame->dropped.rbegin(); it != frame->dropped.rend(); ++it) {
      const ObjectIdentity& identity = it->identity;
      row.number(class_relation(it->object.cls)).number(it->object.oid).number(it->object.sub);
      row.boolean(it->original).boolean(it->normal).boolean(identity.temporary);
      row.text(identity.type).optional(identity.schema);
      row.optional(it->object.sub == 0 ? identity.name : std::nullopt);
      row.text(identity.identity).array(identity.names).array(identity.arguments).end();
    }
    return row.out;
  }
  if (frame == nullptr || frame->event.empty()) wrong_place(function, "an event trigger");
  for (const EventFrame::Command& command : frame->commands) {
    if (command.object.oid == kNoOid) {
      row.null().null().null().text(command.tag).text(command.object_type).null().null();
      row.boolean(command.in_extension).null().end();
      continue;
    }
    const auto identity = identify_object(exec, command.object);
    if (!identity) continue;
    row.number(class_relation(command.object.cls)).number(command.object.oid);
    row.number(command.object.sub).text(command.tag).text(identity->type);
    row.optional(has_schema_column(command.object.cls) ? identity->schema : std::nullopt);
    row.text(identity->identity).boolean(command.in_extension).null().end();
  }
  return row.out;
}

std::string identity_row(const ObjectIdentity& identity, bool as_address) {
  Row row;
  row.text(identity.type);
  if (as_address) {
    row.array(identity.names).array(identity.arguments).end();
  } else {
    row.optional(identity.schema).optional(identity.name).text(identity.identity).end();
  }
  return row.out;
}

}  // namespace rung::commands
