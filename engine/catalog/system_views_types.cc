// pg_type, pg_enum, pg_range, pg_collation, pg_am, pg_opclass.
#include <cstdlib>
#include <functional>

#include "catalog/opclasses.h"
#include "catalog/system_columns.h"
#include "catalog/system_types.h"
#include "catalog/system_view.h"
#include "types/services.h"

namespace rung::catalog {
namespace {

char type_kind(const TypeInfo& type, bool shell) {
  if (shell) return 'p';
  switch (type.kind) {
    case TypeKind::kBase:
    case TypeKind::kArray: return 'b';
    case TypeKind::kEnum: return 'e';
    case TypeKind::kComposite: return 'c';
    case TypeKind::kDomain: return 'd';
    case TypeKind::kRange: return 'r';
    case TypeKind::kMultirange: return 'm';
    case TypeKind::kPseudo: return 'p';
  }
  RUNG_UNREACHABLE();
}

void type_row(SystemRows& rows, const TypeInfo& type, const Type* user) {
  const bool shell = user != nullptr && user->kind == TypeKind::kPseudo;
  const DomainInfo* domain = user != nullptr && user->domain ? &*user->domain : nullptr;
  const bool array = type.kind == TypeKind::kArray;
  const TypeSupport support = type_support(*rows.env().types, type);
  const bool fixed = type.kind == TypeKind::kBase && type.element_oid != kNoOid;
  const int64_t subscript = array ? 6179 : fixed ? 6180 : type.oid == oid::kJsonb ? 6098 : 0;
  rows.integer(type.oid).text(type.name).integer(type.schema);
  rows.integer(user == nullptr ? 10 : user->owner).integer(type.length);
  rows.boolean(passed_by_value(type)).letter(type_kind(type, shell));
  rows.letter(type.category).boolean(type.preferred).boolean(!shell).letter(type.delimiter);
  rows.integer(type.relation_oid).integer(subscript);
  rows.integer(array || type.kind == TypeKind::kBase ? type.element_oid : 0).integer(type.array_oid);
  rows.integer(support.input).integer(support.output).integer(support.receive);
  rows.integer(support.send).integer(support.typmod_in).integer(support.typmod_out);
  rows.integer(support.analyze).letter(type.align).letter(support.storage);
  const bool is_domain = type.kind == TypeKind::kDomain;
  rows.boolean(domain != nullptr && domain->not_null).integer(is_domain ? type.base_oid : kNoOid);
  rows.integer(is_domain ? type.base_typmod : -1).integer(0);
  rows.integer(domain != nullptr ? domain->collation
               : !type.collatable ? kNoOid
               : type.oid == oid::kName || is_domain ? kCCollation
                                        : kDefaultCollation);
  const Blob no_default;
  rows.node_tree(domain != nullptr ? domain->default_expr : no_default);
  if (domain != nullptr && !domain->default_expr.empty()) {
    rows.text_or_null(rows.describe("pg_get_expr", {node_tree_text(domain->default_expr), "0"}));
  } else {
    rows.null();
  }
  rows.null().end();
}

void generate_type(SystemRows& rows) {
  for (const TypeInfo& type : builtin_types()) type_row(rows, type, nullptr);
  for_each_system_type([&](const TypeInfo& type) { type_row(rows, type, nullptr); });
  rows.catalog().for_each(ObjectClass::kType, [&](const Object& object) {
    if (const TypeInfo* type = rows.catalog().find_type(object.oid)) {
      type_row(rows, *type, static_cast<const Type*>(&object));
    }
  });
}

void generate_enum(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kType, [&](const Object& object) {
    const auto& type = static_cast<const Type&>(object);
    double order = 0;
    for (const EnumLabel& label : type.labels) {
      rows.integer(label.oid).integer(type.oid).real(++order).text(label.label).end();
    }
  });
}

struct BuiltinRange {
  Oid range, subtype, multirange, canonical, subtype_diff;
};
constexpr BuiltinRange kRanges[] = {
    {oid::kInt4range, oid::kInt4, oid::kInt4multirange, 3914, 3922},
    {oid::kNumrange, oid::kNumeric, oid::kNummultirange, 0, 3924},
    {oid::kTsrange, oid::kTimestamp, oid::kTsmultirange, 0, 3929},
    {oid::kTstzrange, oid::kTimestamptz, oid::kTstzmultirange, 0, 3930},
    {oid::kDaterange, oid::kDate, oid::kDatemultirange, 3915, 3925},
    {oid::kInt8range, oid::kInt8, oid::kInt8multirange, 3928, 3923},
};

// The function that a user-defined range names, "schema.name" or built in.
Oid subtype_diff_of(SystemRows& rows, const RangeInfo& range) {
  if (range.subtype_diff.empty()) return kNoOid;
  const size_t dot = range.subtype_diff.find('.');
  constexpr Oid kFloat8mi = 219;  // the one built-in function that is meant for it
  if (dot == std::string::npos) return range.subtype_diff == "float8mi" ? kFloat8mi : kNoOid;
  const Object* schema =
      rows.catalog().find_object(ObjectClass::kSchema, kNoOid, range.subtype_diff.substr(0, dot));
  if (schema == nullptr) return kNoOid;
  for (const Function* f :
       rows.catalog().find_functions(schema->oid, range.subtype_diff.substr(dot + 1))) {
    if (f->input_types() == std::vector<Oid>{range.subtype, range.subtype}) return f->oid;
  }
  return kNoOid;
}

void generate_range(SystemRows& rows) {
  const auto one = [&](Oid range, Oid subtype, Oid multirange, const std::string& class_name,
                       Oid canonical, Oid subtype_diff) {
    const OpclassRow* opclass = class_name.empty()
                                    ? default_opclass(rows.catalog(), "btree", subtype)
                                    : find_opclass("btree", class_name);
    const TypeInfo* type = rows.catalog().find_type(subtype);
    rows.integer(range).integer(subtype).integer(multirange);
    rows.integer(type != nullptr && type->collatable ? kDefaultCollation : kNoOid);
    rows.integer(opclass == nullptr ? 0 : opclass->oid).integer(canonical);
    rows.integer(subtype_diff).end();
  };
  for (const BuiltinRange& r : kRanges) {
    one(r.range, r.subtype, r.multirange, "", r.canonical, r.subtype_diff);
  }
  rows.catalog().for_each(ObjectClass::kType, [&](const Object& object) {
    const auto& type = static_cast<const Type&>(object);
    if (type.kind == TypeKind::kRange && type.range) {
      const RangeInfo& range = *type.range;
      one(type.oid, range.subtype, range.multirange, range.opclass, kNoOid,
          subtype_diff_of(rows, range));
    }
  });
}

void generate_collation(SystemRows& rows) {
  const auto builtin = [&](Oid oid, const char* name, char provider, const char* locale) {
    rows.integer(oid).text(name).integer(kPgCatalogSchema).integer(10).letter(provider).boolean(true);
    rows.integer(provider == 'd' ? -1 : oid == kCCollation || oid == 951 ? -1 : 6);
    if (provider == 'd') {
      rows.null(2);
    } else {
      rows.text(locale).text(locale);
    }
    rows.null(2).end();
  };
  builtin(100, "default", 'd', "");
  builtin(950, "C", 'c', "C");
  builtin(951, "POSIX", 'c', "POSIX");
  builtin(12310, "ucs_basic", 'c', "C");
  builtin(12311, "C.UTF-8", 'c', "C.UTF-8");
  rows.catalog().for_each(ObjectClass::kCollation, [&](const Object& object) {
    const auto* o = dynamic_cast<const Other*>(&object);
    if (o == nullptr || o->oid < kFirstUserOid) return;
    const std::string provider = o->get("provider");
    rows.integer(o->oid).text(o->name).integer(o->schema).integer(o->owner);
    rows.letter(provider.empty() ? 'c' : provider[0]).boolean(o->get("deterministic") != "f");
    rows.integer(provider == "i" ? -1 : 6);
    if (provider == "i") {
      rows.null(2).text(o->get("icu_locale"));
    } else {
      rows.text(o->get("collate")).text(o->get("ctype")).null();
    }
    rows.text_or_null(o->find("version") == nullptr ? std::nullopt
                                                    : std::optional(o->get("version")));
    rows.end();
  });
}

void generate_am(SystemRows& rows) {
  const auto one = [&](Oid oid, const char* name, Oid handler, char kind) {
    rows.integer(oid).text(name).integer(handler).letter(kind).end();
  };
  one(2, "heap", 3, 't');
  one(403, "btree", 330, 'i');
  one(405, "hash", 331, 'i');
  one(783, "gist", 332, 'i');
  one(2742, "gin", 333, 'i');
  one(4000, "spgist", 334, 'i');
  one(3580, "brin", 335, 'i');
}

Oid oid_of(const std::string& text) {
  return static_cast<Oid>(std::strtoul(text.c_str(), nullptr, 10));
}

void generate_opclass(SystemRows& rows) {
  for (const OpclassRow& row : opclasses()) {
    if (row.oid == kNoOid) continue;
    rows.integer(row.oid).integer(access_method_oid(row.method)).text(row.name);
    rows.integer(kPgCatalogSchema).integer(10).integer(row.family).integer(row.type);
    rows.boolean(row.is_default).integer(0).end();
  }
  rows.catalog().for_each(ObjectClass::kOpclass, [&](const Object& object) {
    const auto& own = static_cast<const Other&>(object);
    rows.integer(own.oid).integer(access_method_oid(own.get("method"))).text(own.name);
    rows.integer(own.schema).integer(own.owner).integer(oid_of(own.get("family")));
    rows.integer(oid_of(own.get("type"))).boolean(own.get("default") == "t");
    rows.integer(oid_of(own.get("storage"))).end();
  });
}

void generate_opfamily(SystemRows& rows) {
  for (const OpfamilyRow& row : opfamilies()) {
    rows.integer(row.oid).integer(access_method_oid(row.method)).text(row.name);
    rows.integer(kPgCatalogSchema).integer(10).end();
  }
  rows.catalog().for_each(ObjectClass::kOpfamily, [&](const Object& object) {
    const auto& own = static_cast<const Other&>(object);
    rows.integer(own.oid).integer(access_method_oid(own.get("method"))).text(own.name);
    rows.integer(own.schema).integer(own.owner).end();
  });
}

// The members of the user's classes and families; those that are built in are not listed one by one.
struct OpMember {
  Oid oid, family;
  int64_t number;
  Oid left, right;
  std::string method, value;
};
void for_each_member(SystemRows& rows, std::string_view kind,
                     const std::function<void(const OpMember&)>& each) {
  for (const ObjectClass cls : {ObjectClass::kOpclass, ObjectClass::kOpfamily}) {
    rows.catalog().for_each(cls, [&](const Object& object) {
      const auto& own = static_cast<const Other&>(object);
      for (size_t i = 0; i < own.fields.size(); ++i) {
        const auto& [field, value] = own.fields[i];
        if (!field.starts_with(kind)) continue;
        OpMember member;
        char* at = nullptr;
        member.number = std::strtol(field.c_str() + kind.size(), &at, 10);
        member.left = static_cast<Oid>(std::strtoul(at + 1, &at, 10));
        member.right = static_cast<Oid>(std::strtoul(at + 1, nullptr, 10));
        member.oid = 0x90000000u | ((own.oid * 64 + static_cast<Oid>(i)) & 0x0FFFFFFF);
        member.family = cls == ObjectClass::kOpfamily ? own.oid : oid_of(own.get("family"));
        member.method = own.get("method");
        member.value = value;
        each(member);
      }
    });
  }
}

void generate_amop(SystemRows& rows) {
  for_each_member(rows, "operator.", [&](const OpMember& m) {
    const size_t space = m.value.find(' ');
    rows.integer(m.oid).integer(m.family).integer(m.left).integer(m.right).integer(m.number);
    rows.letter(m.value[space + 1]).integer(oid_of(m.value)).integer(access_method_oid(m.method));
    rows.integer(oid_of(m.value.substr(space + 3))).end();
  });
}

void generate_amproc(SystemRows& rows) {
  for_each_member(rows, "function.", [&](const OpMember& m) {
    rows.integer(m.oid).integer(m.family).integer(m.left).integer(m.right).integer(m.number);
    rows.integer(oid_of(m.value)).end();
  });
}

constexpr SystemColumn kOpfamilyColumns[] = {{"oid", oid::kOid}, {"opfmethod", oid::kOid},
                                             {"opfname", oid::kName}, {"opfnamespace", oid::kOid},
                                             {"opfowner", oid::kOid}};
constexpr SystemColumn kAmopColumns[] = {
    {"oid", oid::kOid}, {"amopfamily", oid::kOid}, {"amoplefttype", oid::kOid},
    {"amoprighttype", oid::kOid}, {"amopstrategy", oid::kInt2}, {"amoppurpose", oid::kQchar},
    {"amopopr", oid::kOid}, {"amopmethod", oid::kOid}, {"amopsortfamily", oid::kOid}};
constexpr SystemColumn kAmprocColumns[] = {
    {"oid", oid::kOid}, {"amprocfamily", oid::kOid}, {"amproclefttype", oid::kOid},
    {"amprocrighttype", oid::kOid}, {"amprocnum", oid::kInt2}, {"amproc", oid::kRegproc}};

constexpr SystemView kViews[] = {
    {1247, kPgCatalogSchema, "pg_type", 'r', columns::kPgType, generate_type},
    {3501, kPgCatalogSchema, "pg_enum", 'r', columns::kPgEnum, generate_enum},
    {3541, kPgCatalogSchema, "pg_range", 'r', columns::kPgRange, generate_range},
    {3456, kPgCatalogSchema, "pg_collation", 'r', columns::kPgCollation, generate_collation},
    {2601, kPgCatalogSchema, "pg_am", 'r', columns::kPgAm, generate_am},
    {2616, kPgCatalogSchema, "pg_opclass", 'r', columns::kPgOpclass, generate_opclass},
    {2753, kPgCatalogSchema, "pg_opfamily", 'r', kOpfamilyColumns, generate_opfamily},
    {2602, kPgCatalogSchema, "pg_amop", 'r', kAmopColumns, generate_amop},
    {2603, kPgCatalogSchema, "pg_amproc", 'r', kAmprocColumns, generate_amproc},
};

}  // namespace

std::span<const SystemView> system_views_types() { return kViews; }

}  // namespace rung::catalog
