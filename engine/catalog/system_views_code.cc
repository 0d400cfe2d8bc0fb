// pg_constraint, pg_trigger, pg_rewrite, pg_policy, pg_depend, pg_description, roles,
// extensions, languages, the database.
#include <algorithm>
#include <cstdlib>

#include "catalog/builtin_code.h"
#include "catalog/system_columns.h"
#include "catalog/system_view.h"
#include "types/services.h"

namespace rung::catalog {
namespace {

void constraint_row(SystemRows& rows, const Constraint& c, Oid schema, Oid relation, Oid type) {
  const bool foreign = c.kind == ConstraintKind::kForeignKey;
  rows.integer(c.oid).text(c.name).integer(schema).letter(static_cast<char>(c.kind));
  rows.boolean(c.deferrable).boolean(c.deferred).boolean(c.validated).integer(relation).integer(type);
  rows.integer(c.index).integer(c.parent).integer(c.referenced);
  rows.letter(foreign ? static_cast<char>(c.on_update) : ' ');
  rows.letter(foreign ? static_cast<char>(c.on_delete) : ' ');
  rows.letter(foreign ? static_cast<char>(c.match) : ' ');
  // Keys and foreign keys are inherited by partitions only.
  const bool inheritable = c.kind == ConstraintKind::kCheck || c.kind == ConstraintKind::kForeignKey ||
                           c.parent != kNoOid;
  rows.boolean(c.local).integer(c.inherited).boolean(inheritable ? c.no_inherit : true);
  if (c.columns.empty()) {
    rows.null();
  } else {
    rows.numbers(c.columns);
  }
  if (!foreign) {
    rows.null(5);
  } else {
    rows.numbers(c.referenced_columns).oids(c.equal_ops).oids(c.equal_ops).oids(c.equal_ops);
    if (c.set_columns.empty()) {
      rows.null();
    } else {
      rows.numbers(c.set_columns);
    }
  }
  if (c.exclude_ops.empty()) {
    rows.null();
  } else {
    rows.oids(c.exclude_ops);
  }
  rows.node_tree(c.kind == ConstraintKind::kCheck ? c.check : Blob()).end();
}

void generate_constraint(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    for (const Constraint& c : r.constraints) constraint_row(rows, c, r.schema, r.oid, kNoOid);
  });
  rows.catalog().for_each(ObjectClass::kType, [&](const Object& object) {
    const auto& type = static_cast<const Type&>(object);
    if (!type.domain.has_value()) return;
    for (const Constraint& c : type.domain->checks) {
      constraint_row(rows, c, type.schema, kNoOid, type.oid);
    }
  });
}

int64_t trigger_type(const Trigger& t) {
  int64_t bits = t.for_each_row ? 1 : 0;
  if (t.timing == TriggerTiming::kBefore) bits |= 2;
  if (t.timing == TriggerTiming::kInsteadOf) bits |= 64;
  if ((t.events & TriggerEvents::kInsert) != 0) bits |= 4;
  if ((t.events & TriggerEvents::kDelete) != 0) bits |= 8;
  if ((t.events & TriggerEvents::kUpdate) != 0) bits |= 16;
  if ((t.events & TriggerEvents::kTruncate) != 0) bits |= 32;
  return bits;
}

void generate_trigger(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    for (const Trigger& t : r.triggers) {
      std::string arguments = "\\x";
      for (const std::string& argument : t.arguments) {
        arguments += node_tree_text(argument) + "00";
      }
      rows.integer(t.oid).integer(r.oid).integer(t.parent).text(t.name).integer(t.function);
      rows.integer(trigger_type(t)).letter(t.enabled).boolean(false).integer(t.constraint_relation);
      rows.integer(0).integer(t.constraint).boolean(t.deferrable).boolean(t.deferred);
      rows.integer(static_cast<int64_t>(t.arguments.size())).numbers(t.update_columns);
      rows.parsed(arguments).node_tree(t.when);
      for (const std::string* name : {&t.old_table, &t.new_table}) {
        if (name->empty()) {
          rows.null();
        } else {
          rows.text(*name);
        }
      }
      rows.end();
    }
  });
}

void generate_rewrite(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (r.view_query.empty()) return;
    rows.integer(rule_oid(r.oid)).text("_RETURN").integer(r.oid).letter('1').letter('O');
    rows.boolean(true).null().node_tree(r.view_query).end();
  });
  rows.catalog().for_each(ObjectClass::kRule, [&](const Object& object) {
    const auto& rule = static_cast<const Other&>(object);
    rows.integer(rule.oid).text(rule.name);
    rows.integer(static_cast<int64_t>(std::strtoul(rule.get("relation").c_str(), nullptr, 10)));
    rows.letter(rule.get("event")[0]).letter(rule.get("enabled")[0]);
    rows.boolean(rule.get("instead") == "t").null().node_tree(rule.get("body")).end();
  });
}

void generate_policy(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kPolicy, [&](const Object& object) {
    const auto& p = static_cast<const Policy&>(object);
    rows.integer(p.oid).text(p.name).integer(p.table).letter(p.command).boolean(p.permissive);
    rows.oids(p.roles).node_tree(p.using_expr).node_tree(p.with_check).end();
  });
}

void generate_depend(SystemRows& rows) {
  struct End {
    Oid cls, oid;
    int32_t sub;
  };
  const auto end_of = [](ObjectAddress a) {
    if (a.cls == ObjectClass::kDefault) {
      return End{class_relation(a.cls), default_oid(a.oid, a.sub), 0};
    }
    return End{class_relation(a.cls), a.oid, a.sub};
  };
  const auto emit = [&](End from, End to, DependencyKind kind) {
    rows.integer(from.cls).integer(from.oid).integer(from.sub).integer(to.cls).integer(to.oid);
    rows.integer(to.sub).letter(static_cast<char>(kind)).end();
  };
  rows.catalog().for_each_dependency(
      [&](ObjectAddress dependent, ObjectAddress referenced, DependencyKind kind) {
        // The list of privileges of something that comes with an extension is no object there.
        if (dependent.cls == ObjectClass::kDefaultAcl && referenced.cls == ObjectClass::kExtension) {
          return;
        }
        End from = end_of(dependent);
        // What a view reads hangs on its rule there.
        if (dependent.cls == ObjectClass::kRelation && dependent.sub == 0 &&
            referenced.cls != ObjectClass::kSchema && kind == DependencyKind::kNormal) {
          const Relation* view = rows.catalog().relation(dependent.oid);
          if (view != nullptr && !view->view_query.empty()) from = {2618, rule_oid(view->oid), 0};
        }
        emit(from, end_of(referenced), kind);
      });
  for_each_relation(rows, false, [&](const Relation& r) {
    if (r.view_query.empty()) return;
    emit({2618, rule_oid(r.oid), 0}, {1259, r.oid, 0}, DependencyKind::kInternal);
  });
  if (rows.code() == nullptr) return;
  const auto member = [&](Oid cls, Oid oid, const char* extension) {
    const Extension* owner = extension == nullptr ? nullptr : rows.catalog().find_extension(extension);
    if (owner != nullptr) emit({cls, oid, 0}, {3079, owner->oid, 0}, DependencyKind::kExtension);
  };
  rows.code()->each_function([&](const BuiltinFunction& f) { member(1255, f.oid, f.extension); });
  rows.code()->each_operator([&](const BuiltinOperator& o) { member(2617, o.oid, o.extension); });
}

void generate_description(SystemRows& rows) {
  rows.catalog().for_each_comment([&](ObjectAddress object, const std::string& text) {
    if (object.cls == ObjectClass::kRole || object.cls == ObjectClass::kDatabase) return;
    rows.integer(object.oid).integer(class_relation(object.cls)).integer(object.sub).text(text).end();
  });
}

void generate_shdescription(SystemRows& rows) {
  rows.catalog().for_each_comment([&](ObjectAddress object, const std::string& text) {
    if (object.cls != ObjectClass::kRole && object.cls != ObjectClass::kDatabase) return;
    rows.integer(object.oid).integer(class_relation(object.cls)).text(text).end();
  });
}

void generate_extension(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kExtension, [&](const Object& object) {
    const auto& e = static_cast<const Extension&>(object);
    rows.integer(e.oid).text(e.name).integer(e.owner).integer(e.schema).boolean(e.relocatable);
    rows.text(e.version).null(2).end();
  });
}

void generate_language(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kLanguage, [&](const Object& l) {
    const bool procedural = l.name == "plpgsql";
    rows.integer(l.oid).text(l.name).integer(l.owner).boolean(procedural);
    rows.boolean(procedural || l.name == "sql").integer(0).integer(0).integer(0).null().end();
  });
}

SystemRows& valid_until(SystemRows& rows, const Role& r) {
  return r.valid_until.empty() ? rows.null() : rows.parsed(r.valid_until);
}

void generate_authid(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kRole, [&](const Object& object) {
    const auto& r = static_cast<const Role&>(object);
    rows.integer(r.oid).text(r.name).boolean(r.superuser).boolean(r.inherit).boolean(r.create_role);
    rows.boolean(r.create_db).boolean(r.login).boolean(r.replication).boolean(r.bypass_rls);
    rows.integer(r.connection_limit).null();
    valid_until(rows, r).end();
  });
}

void generate_roles(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kRole, [&](const Object& object) {
    const auto& r = static_cast<const Role&>(object);
    rows.text(r.name).boolean(r.superuser).boolean(r.inherit).boolean(r.create_role);
    rows.boolean(r.create_db).boolean(r.login).boolean(r.replication).integer(r.connection_limit);
    rows.text("********");
    valid_until(rows, r).boolean(r.bypass_rls).null().integer(r.oid).end();
  });
}

void users(SystemRows& rows, bool passwords) {
  rows.catalog().for_each(ObjectClass::kRole, [&](const Object& object) {
    const auto& r = static_cast<const Role&>(object);
    if (!r.login) return;
    rows.text(r.name).integer(r.oid).boolean(r.create_db).boolean(r.superuser);
    rows.boolean(r.replication).boolean(r.bypass_rls);
    if (passwords) {
      rows.null();  // none is kept
    } else {
      rows.text("********");
    }
    valid_until(rows, r).null().end();
  });
}
void generate_user(SystemRows& rows) { users(rows, false); }
void generate_shadow(SystemRows& rows) { users(rows, true); }

void generate_group(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kRole, [&](const Object& object) {
    const auto& group = static_cast<const Role&>(object);
    if (group.login) return;
    std::vector<Oid> members;
    rows.catalog().for_each(ObjectClass::kRole, [&](const Object& other) {
      const std::vector<Oid>& of = static_cast<const Role&>(other).member_of;
      if (std::find(of.begin(), of.end(), group.oid) != of.end()) members.push_back(other.oid);
    });
    rows.text(group.name).integer(group.oid).oids(members).end();
  });
}

void generate_auth_members(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kRole, [&](const Object& object) {
    const auto& r = static_cast<const Role&>(object);
    for (const Oid group : r.member_of) {
      rows.integer(group).integer(r.oid).integer(10).boolean(false).end();
    }
  });
}

void generate_database(SystemRows& rows) {
  constexpr Oid kDatabase = 5;
  rows.integer(kDatabase).text(database_name(rows)).integer(10).integer(6);
  rows.letter('c').boolean(false).boolean(true).integer(-1).parsed("0").parsed("1").integer(1663);
  rows.text("C.UTF-8").text("C.UTF-8").null(3).end();
}

constexpr SystemView kViews[] = {
    {2606, kPgCatalogSchema, "pg_constraint", 'r', columns::kPgConstraint, generate_constraint},
    {2620, kPgCatalogSchema, "pg_trigger", 'r', columns::kPgTrigger, generate_trigger},
    {2618, kPgCatalogSchema, "pg_rewrite", 'r', columns::kPgRewrite, generate_rewrite},
    {3256, kPgCatalogSchema, "pg_policy", 'r', columns::kPgPolicy, generate_policy},
    {2608, kPgCatalogSchema, "pg_depend", 'r', columns::kPgDepend, generate_depend},
    {2609, kPgCatalogSchema, "pg_description", 'r', columns::kPgDescription, generate_description},
    {2396, kPgCatalogSchema, "pg_shdescription", 'r', columns::kPgShdescription,
     generate_shdescription},
    {3079, kPgCatalogSchema, "pg_extension", 'r', columns::kPgExtension, generate_extension},
    {2612, kPgCatalogSchema, "pg_language", 'r', columns::kPgLanguage, generate_language},
    {1260, kPgCatalogSchema, "pg_authid", 'r', columns::kPgAuthid, generate_authid},
    {1261, kPgCatalogSchema, "pg_auth_members", 'r', columns::kPgAuthMembers,
     generate_auth_members},
    {12000, kPgCatalogSchema, "pg_roles", 'v', columns::kPgRoles, generate_roles},
    {12014, kPgCatalogSchema, "pg_user", 'v', columns::kPgUser, generate_user},
    {12005, kPgCatalogSchema, "pg_shadow", 'v', columns::kPgUser, generate_shadow},
    {12010, kPgCatalogSchema, "pg_group", 'v', columns::kPgGroup, generate_group},
    {1262, kPgCatalogSchema, "pg_database", 'r', columns::kPgDatabase, generate_database},
};

}  // namespace

std::span<const SystemView> system_views_code() { return kViews; }

}  // namespace rung::catalog
