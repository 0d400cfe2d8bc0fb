// Definitions of constraints, indexes, triggers and functions, as pg_get_constraintdef & co. print
// them.
#include <cstdlib>

#include <algorithm>

#include "catalog/opclasses.h"
#include "functions/registry.h"
#include "parser/parser.h"
#include "planner/deparser.h"
#include "planner/stored_expr.h"

namespace rung::planner {

using catalog::Constraint;
using catalog::ConstraintKind;
using catalog::FkAction;
using parser::quote_identifier;
using parser::quote_literal;

namespace {

std::string column_list(const catalog::Relation& relation, const std::vector<int32_t>& attnos) {
  std::string out = "(";
  for (size_t i = 0; i < attnos.size(); ++i) {
    const catalog::Attribute* column = relation.column(attnos[i]);
    out += (i > 0 ? ", " : "") + (column == nullptr ? std::string("???") : quote_identifier(column->name));
  }
  return out + ")";
}

const char* action_words(FkAction action) {
  switch (action) {
    case FkAction::kNoAction: return nullptr;
    case FkAction::kRestrict: return "RESTRICT";
    case FkAction::kCascade: return "CASCADE";
    case FkAction::kSetNull: return "SET NULL";
    case FkAction::kSetDefault: return "SET DEFAULT";
  }
  return nullptr;
}

// schema.name always: what pg_get_indexdef and pg_get_triggerdef print.
std::string full_name(DeparseContext& context, const catalog::Relation& relation) {
  const catalog::Schema* schema = context.catalog->schema(relation.schema);
  return (schema == nullptr ? std::string() : quote_identifier(schema->name) + ".") +
         quote_identifier(relation.name);
}

std::string blob_text(DeparseContext& context, const catalog::Blob& blob,
                      const catalog::Relation* relation, bool show_implicit = false) {
  Arena arena;
  const Expr& expr = *load_expression(arena, blob);
  Deparser deparser(context);
  deparser.over_relation(relation);
  deparser.expression(expr, show_implicit);
  return deparser.take();
}

// Pretty definitions name the schema only where it has to be.
std::string shown_name(DeparseContext& context, const catalog::Relation& relation) {
  return context.pretty ? relation_name(context, relation.oid) : full_name(context, relation);
}

// An index expression stands in parentheses unless it is a function call.
std::string index_expression(DeparseContext& context, const catalog::Blob& blob,
                             const catalog::Relation& table) {
  Arena arena;
  const Expr& expr = *load_expression(arena, blob);
  std::string text = deparse_expression(context, expr, &table);
  const bool call = prints_as_call(expr, text);
  const bool plain = call || expr.kind == ExprKind::kCoalesce || expr.kind == ExprKind::kMinMax ||
                     expr.kind == ExprKind::kNullIf;
  return plain ? text : "(" + text + ")";
}

std::string index_key(DeparseContext& context, const catalog::Relation& index,
                      const catalog::Relation& table, size_t position) {
  const catalog::IndexInfo& info = *index.index;
  const catalog::IndexKey& key = info.keys[position];
  if (key.attno != 0) {
    const catalog::Attribute* column = table.column(key.attno);
    return column == nullptr ? "???" : quote_identifier(column->name);
  }
  size_t expression = 0;
  for (size_t i = 0; i < position; ++i) expression += info.keys[i].attno == 0 ? 1u : 0u;
  return index_expression(context, info.expressions[expression], table);
}

// What a key has without a COLLATE of its own.
Oid natural_collation(const catalog::Relation& index, const catalog::Relation& table,
                      size_t position) {
  const catalog::IndexInfo& info = *index.index;
  const catalog::IndexKey& key = info.keys[position];
  if (key.attno != 0) {
    const catalog::Attribute* column = table.column(key.attno);
    return column == nullptr ? key.collation : column->collation;
  }
  size_t expression = 0;
  for (size_t i = 0; i < position; ++i) expression += info.keys[i].attno == 0 ? 1u : 0u;
  Arena arena;
  return load_expression(arena, info.expressions[expression])->collation;
}

}  // namespace

std::string statistics_definition(DeparseContext& context, const catalog::Other& statistics) {
  const auto relation =
      static_cast<Oid>(std::strtoul(statistics.get("relation").c_str(), nullptr, 10));
  const catalog::Relation* table = context.catalog->relation(relation);
  if (table == nullptr) return {};
  const catalog::Schema* schema = context.catalog->schema(statistics.schema);
  std::string out = "CREATE STATISTICS ";
  if (schema != nullptr) out += quote_identifier(schema->name) + ".";
  out += quote_identifier(statistics.name);
  const std::string kinds = statistics.get("kinds");
  const auto has = [&](char kind) { return kinds.find(kind) != std::string::npos; };
  // All three are what comes without a list.
  std::string list;
  if (!(has('d') && has('f') && has('m'))) {
    if (has('d')) list += "ndistinct, ";
    if (has('f')) list += "dependencies, ";
    if (has('m')) list += "mcv, ";
  }
  if (!list.empty()) out += " (" + list.substr(0, list.size() - 2) + ")";
  out += " ON ";
  std::string columns;
  const std::string attnos = statistics.get("columns");
  for (const char* at = attnos.c_str(); *at != '\0';) {
    char* end = nullptr;
    const catalog::Attribute* column = table->column(static_cast<int32_t>(std::strtol(at, &end, 10)));
    if (end == at) break;
    at = end;
    if (!columns.empty()) columns += ", ";
    columns += column == nullptr ? "???" : quote_identifier(column->name);
  }
  for (size_t i = 0;; ++i) {
    const std::string* blob = statistics.find("expression." + std::to_string(i));
    if (blob == nullptr) break;
    if (!columns.empty()) columns += ", ";
    const std::string text = blob_text(context, *blob, table);
    Arena arena;
    const Expr& expr = *load_expression(arena, *blob);
    const bool call = prints_as_call(expr, text);
    columns += call || text.starts_with("(") ? text : "(" + text + ")";
  }
  return out + columns + " FROM " + relation_name(context, relation);
}

std::string constraint_definition(DeparseContext& context, const catalog::Relation& relation,
                                  const Constraint& c) {
  std::string out;
  switch (c.kind) {
    case ConstraintKind::kCheck:
      out = "CHECK (" + blob_text(context, c.check, &relation) + ")";
      if (c.no_inherit) out += " NO INHERIT";
      break;
    case ConstraintKind::kPrimaryKey:
    case ConstraintKind::kUnique: {
      out = c.kind == ConstraintKind::kPrimaryKey ? "PRIMARY KEY " : "UNIQUE ";
      const catalog::Relation* index = context.catalog->relation(c.index);
      if (index != nullptr && index->index && index->index->nulls_not_distinct) {
        out += "NULLS NOT DISTINCT ";
      }
      out += column_list(relation, c.columns);
      if (index != nullptr && index->index && !index->index->include.empty()) {
        out += " INCLUDE " + column_list(relation, index->index->include);
      }
      break;
    }
    case ConstraintKind::kForeignKey: {
      const catalog::Relation* referenced = context.catalog->relation(c.referenced);
      out = "FOREIGN KEY " + column_list(relation, c.columns) + " REFERENCES ";
      if (referenced != nullptr) {
        out += relation_name(context, c.referenced) + column_list(*referenced, c.referenced_columns);
      }
      if (c.match == catalog::FkMatch::kFull) out += " MATCH FULL";
      if (const char* words = action_words(c.on_update)) out += std::string(" ON UPDATE ") + words;
      if (const char* words = action_words(c.on_delete)) {
        out += std::string(" ON DELETE ") + words;
        if (!c.set_columns.empty()) out += " " + column_list(relation, c.set_columns);
      }
      break;
    }
    case ConstraintKind::kExclusion: {
      const catalog::Relation* index = context.catalog->relation(c.index);
      out = "EXCLUDE";
      if (index != nullptr && index->index) {
        out += " USING " + index->index->method + " (";
        for (size_t i = 0; i < index->index->keys.size(); ++i) {
          out += (i > 0 ? ", " : "") + index_key(context, *index, relation, i) + " WITH ";
          const OperatorDef* op =
              i < c.exclude_ops.size() ? find_operator(c.exclude_ops[i]) : nullptr;
          out += op == nullptr ? "=" : op->name;
        }
        out += ")";
        if (!index->index->include.empty()) {
          out += " INCLUDE " + column_list(relation, index->index->include);
        }
        if (!index->index->predicate.empty()) {
          out += " WHERE (" + blob_text(context, index->index->predicate, &relation) + ")";
        }
      }
      break;
    }
    case ConstraintKind::kTrigger: out = "TRIGGER"; break;
  }
  if (c.deferrable) out += " DEFERRABLE";
  if (c.deferred) out += " INITIALLY DEFERRED";
  if (!c.validated) out += " NOT VALID";
  return out;
}

std::string index_column_definition(DeparseContext& context, const catalog::Relation& index,
                                    int column) {
  const catalog::IndexInfo& info = *index.index;
  const catalog::Relation* table = context.catalog->relation(info.table);
  const auto position = static_cast<size_t>(column) - 1;
  if (table == nullptr || column < 1) return "";
  if (position < info.keys.size()) return index_key(context, index, *table, position);
  const size_t included = position - info.keys.size();
  if (included >= info.include.size()) return "";
  return quote_identifier(table->column(info.include[included])->name);
}

namespace {

// Classes of an extension are in its schema.
std::string opclass_name(DeparseContext& context, const std::string& method,
                         const catalog::IndexKey& key) {
  const std::string& name = key.opclass;
  if (key.opclass_oid >= kFirstUserOid) {
    const catalog::Object* own =
        context.catalog->object(catalog::ObjectClass::kOpclass, key.opclass_oid);
    if (own == nullptr) return quote_identifier(name);
    const std::vector<Oid>& path = context.path->schemas;
    const catalog::Schema* schema = context.catalog->schema(own->schema);
    const bool seen = std::count(path.begin(), path.end(), own->schema) > 0;
    return (seen || schema == nullptr ? std::string() : quote_identifier(schema->name) + ".") +
           quote_identifier(own->name);
  }
  const catalog::OpclassRow* row = catalog::find_opclass(method, name);
  const catalog::Extension* extension =
      row == nullptr || row->extension.empty() ? nullptr
                                               : context.catalog->find_extension(row->extension);
  if (extension == nullptr) return quote_identifier(name);
  const std::vector<Oid>& path = context.path->schemas;
  if (std::count(path.begin(), path.end(), extension->schema) > 0) return quote_identifier(name);
  const catalog::Schema* schema = context.catalog->schema(extension->schema);
  return (schema == nullptr ? std::string() : quote_identifier(schema->name) + ".") +
         quote_identifier(name);
}

}  // namespace

std::string index_definition(DeparseContext& context, const catalog::Relation& index) {
  const catalog::IndexInfo& info = *index.index;
  const catalog::Relation* table = context.catalog->relation(info.table);
  if (table == nullptr) return "";
  std::string out = std::string("CREATE ") + (info.unique ? "UNIQUE " : "") + "INDEX " +
                    quote_identifier(index.name) +
                    (index.kind == catalog::RelationKind::kPartitionedIndex ? " ON ONLY " : " ON ") +
                    shown_name(context, *table) + " USING " +
                    info.method + " (";
  for (size_t i = 0; i < info.keys.size(); ++i) {
    const catalog::IndexKey& key = info.keys[i];
    if (i > 0) out += ", ";
    out += index_key(context, index, *table, i);
    if (key.collation != kNoOid && key.collation != natural_collation(index, *table, i)) {
      out += " COLLATE " + collation_name(context, key.collation);
    }
    if (!key.opclass.empty()) out += " " + opclass_name(context, info.method, key);
    if (key.descending) {
      out += key.nulls_first ? " DESC" : " DESC NULLS LAST";
    } else if (key.nulls_first) {
      out += " NULLS FIRST";
    }
  }
  out += ")";
  if (!info.include.empty()) out += " INCLUDE " + column_list(*table, info.include);
  if (info.nulls_not_distinct) out += " NULLS NOT DISTINCT";
  if (!index.options.empty()) {
    out += " WITH (";
    for (size_t i = 0; i < index.options.size(); ++i) {
      const std::string& option = index.options[i];
      const size_t equals = option.find('=');
      const std::string value = equals == std::string::npos ? "" : option.substr(equals + 1);
      out += (i > 0 ? ", " : "") + quote_identifier(option.substr(0, equals)) + "=" +
             (quote_identifier(value) == value ? value : quote_literal(value));
    }
    out += ")";
  }
  if (!info.predicate.empty()) {
    out += " WHERE " + blob_text(context, info.predicate, table);
  }
  return out;
}

std::string trigger_definition(DeparseContext& context, const catalog::Relation& relation,
                               const catalog::Trigger& trigger) {
  using catalog::TriggerEvents;
  std::string out = std::string("CREATE ") + (trigger.is_constraint ? "CONSTRAINT " : "") +
                    "TRIGGER " + quote_identifier(trigger.name) + " ";
  switch (trigger.timing) {
    case catalog::TriggerTiming::kBefore: out += "BEFORE"; break;
    case catalog::TriggerTiming::kAfter: out += "AFTER"; break;
    case catalog::TriggerTiming::kInsteadOf: out += "INSTEAD OF"; break;
  }
  const char* separator = " ";
  const auto event = [&](uint8_t bit, const char* word) {
    if ((trigger.events & bit) == 0) return;
    out += separator + std::string(word);
    separator = " OR ";
    if (bit != TriggerEvents::kUpdate || trigger.update_columns.empty()) return;
    out += " OF ";
    for (size_t i = 0; i < trigger.update_columns.size(); ++i) {
      const catalog::Attribute* column = relation.column(trigger.update_columns[i]);
      out += (i > 0 ? ", " : "") + (column == nullptr ? "???" : quote_identifier(column->name));
    }
  };
  event(TriggerEvents::kInsert, "INSERT");
  event(TriggerEvents::kDelete, "DELETE");
  event(TriggerEvents::kUpdate, "UPDATE");
  event(TriggerEvents::kTruncate, "TRUNCATE");
  out += " ON " + shown_name(context, relation) + " ";
  if (trigger.is_constraint) {
    if (trigger.constraint_relation != kNoOid) {
      out += "FROM " + relation_name(context, trigger.constraint_relation) + " ";
    }
    if (!trigger.deferrable) out += "NOT ";
    out += "DEFERRABLE INITIALLY ";
    out += trigger.deferred ? "DEFERRED " : "IMMEDIATE ";
  }
  if (!trigger.old_table.empty() || !trigger.new_table.empty()) {
    out += "REFERENCING ";
    if (!trigger.old_table.empty()) out += "OLD TABLE AS " + quote_identifier(trigger.old_table) + " ";
    if (!trigger.new_table.empty()) out += "NEW TABLE AS " + quote_identifier(trigger.new_table) + " ";
  }
  out += trigger.for_each_row ? "FOR EACH ROW " : "FOR EACH STATEMENT ";
  if (!trigger.when.empty()) {
    Arena arena;
    Deparser deparser(context);
    deparser.over_old_and_new(&relation);
    deparser.expression(*load_expression(arena, trigger.when), false);
    out += "WHEN (" + deparser.take() + ") ";
  }
  out += "EXECUTE FUNCTION ";
  if (const catalog::Function* f = context.catalog->function(trigger.function)) {
    Expr call;
    call.kind = ExprKind::kFunction;
    call.fn = f->oid;
    Deparser deparser(context);
    deparser.expression(call, false);
    const std::string text = deparser.take();
    out += text.substr(0, text.size() - 1);  // without its ")"
  } else {
    const FunctionDef* builtin = find_function(trigger.function);
    out += builtin == nullptr ? "?(" : std::string(builtin->name) + "(";
  }
  for (size_t i = 0; i < trigger.arguments.size(); ++i) {
    out += (i > 0 ? ", " : "") + quote_literal(trigger.arguments[i]);
  }
  return out + ")";
}

namespace {

std::string arguments_text(DeparseContext& context, const catalog::Function& f, bool with_defaults,
                           bool table_columns) {
  std::string out;
  for (const catalog::FunctionArgument& a : f.arguments) {
    const bool is_table = a.mode == catalog::ArgMode::kTable;
    if (is_table != table_columns) continue;
    if (!out.empty()) out += ", ";
    switch (a.mode) {
      case catalog::ArgMode::kOut: out += "OUT "; break;
      case catalog::ArgMode::kInOut: out += "INOUT "; break;
      case catalog::ArgMode::kVariadic: out += "VARIADIC "; break;
      case catalog::ArgMode::kIn:
        if (f.kind == 'p') out += "IN ";
        break;
      case catalog::ArgMode::kTable: break;
    }
    if (!a.name.empty()) out += quote_identifier(a.name) + " ";
    out += type_name(context, a.type, -1);
    if (with_defaults && !a.default_expr.empty()) {
      out += " DEFAULT " + blob_text(context, a.default_expr, nullptr);
    }
  }
  return out;
}

}  // namespace

std::string function_arguments(DeparseContext& context, const catalog::Function& f,
                               bool with_defaults) {
  return arguments_text(context, f, with_defaults, false);
}

std::string function_identity_arguments(DeparseContext& context, const catalog::Function& f) {
  return arguments_text(context, f, false, false);
}

std::string function_result(DeparseContext& context, const catalog::Function& f) {
  if (f.kind == 'p') return "";
  const std::string table = arguments_text(context, f, false, true);
  if (!table.empty()) return "TABLE(" + table + ")";
  return (f.returns_set ? "SETOF " : "") + type_name(context, f.result, -1);
}

std::string function_body(DeparseContext& context, const catalog::Function& f) {
  Arena arena;
  const Query& body = *load_query(arena, f.sql_body);
  if (body.rtable.size() == 1 && body.rtable[0]->ref_name == "return") {
    Deparser deparser(context);
    deparser.expression(*body.rtable[0]->subquery->targets[0].expr, false);
    return "RETURN " + deparser.take();
  }
  std::string out = "BEGIN ATOMIC\n";
  for (const Rte* statement : body.rtable) {
    Deparser deparser(context);
    if (statement->ref_name == "return") {
      deparser.expression(*statement->subquery->targets[0].expr, false);
      out += " RETURN " + deparser.take() + ";\n";
      continue;
    }
    deparser.indent(1);
    deparser.query(*statement->subquery, nullptr, true);
    out += deparser.take() + ";\n";
  }
  return out + "END";
}

std::string function_definition(DeparseContext& context, const catalog::Function& f) {
  const catalog::Schema* schema = context.catalog->schema(f.schema);
  const bool procedure = f.kind == 'p';
  std::string out = std::string("CREATE OR REPLACE ") + (procedure ? "PROCEDURE " : "FUNCTION ") +
                    (schema == nullptr ? std::string() : quote_identifier(schema->name) + ".") +
                    quote_identifier(f.name) + "(" + function_arguments(context, f, true) + ")\n";
  if (!procedure) out += " RETURNS " + function_result(context, f) + "\n";
  out += " LANGUAGE " + quote_identifier(f.language) + "\n";
  std::string options;
  if (f.kind == 'w') options += " WINDOW";
  if (f.volatility == 'i') options += " IMMUTABLE";
  if (f.volatility == 's') options += " STABLE";
  if (f.parallel == 's') options += " PARALLEL SAFE";
  if (f.parallel == 'r') options += " PARALLEL RESTRICTED";
  if (f.strict) options += " STRICT";
  if (f.security_definer) options += " SECURITY DEFINER";
  if (f.leakproof) options += " LEAKPROOF";
  const double default_cost = f.language == "internal" || f.language == "c" ? 1 : 100;
  const auto number = [](double d) {
    std::string s = std::to_string(d);
    s.erase(s.find_last_not_of('0') + 1);
    if (!s.empty() && s.back() == '.') s.pop_back();
    return s;
  };
  if (f.cost != default_cost && f.cost > 0) options += " COST " + number(f.cost);
  if (f.returns_set && f.rows > 0 && f.rows != 1000) options += " ROWS " + number(f.rows);
  if (!options.empty()) out += options + "\n";
  for (const std::string& setting : f.settings) {
    const size_t equals = setting.find('=');
    const std::string name = setting.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : setting.substr(equals + 1);
    // Lists of identifiers are kept as they were written.
    const bool is_list = name == "search_path" || name == "DateStyle" || name == "temp_tablespaces";
    out += " SET " + quote_identifier(name) + " TO " +
           (is_list && !value.empty() ? "'" + value + "'" : quote_literal(value)) + "\n";
  }
  if (!f.sql_body.empty()) return out + function_body(context, f) + "\n";
  if (f.language == "c") {
    return out + "AS " + quote_literal(f.library) + ", $function$" + f.source + "$function$\n";
  }
  std::string tag = procedure ? "$procedure$" : "$function$";
  while (f.source.find(tag) != std::string::npos) tag.insert(1, "x");
  return out + "AS " + tag + f.source + tag + "\n";
}

}  // namespace rung::planner
