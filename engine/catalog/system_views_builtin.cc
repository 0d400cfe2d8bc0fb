// pg_proc, pg_aggregate, pg_operator and pg_cast: the built-in rows, then the user's; the support
// functions of types for pg_type.
#include <algorithm>

#include "catalog/builtin_code.h"
#include "catalog/opclasses.h"
#include "catalog/system_columns.h"
#include "catalog/system_view.h"

namespace rung::catalog {
namespace {

constexpr Oid kOwner = 10;
constexpr int64_t kInternalLanguage = 12, kCLanguage = 13;

// Whose a built-in row is and where; an extension's is there once that has been created.
struct Home {
  bool there = true;
  Oid schema = kPgCatalogSchema;
  Oid owner = kOwner;
};
Home home_of(SystemRows& rows, const char* extension) {
  if (extension == nullptr) return {};
  const Extension* found = rows.catalog().find_extension(extension);
  return found == nullptr ? Home{false} : Home{true, found->schema, found->owner};
}

void builtin_proc(SystemRows& rows, const BuiltinFunction& f) {
  const Home home = home_of(rows, f.extension);
  if (!home.there) return;
  const bool listed = f.variadic || !f.columns.empty();
  std::vector<Oid> all(f.args.begin(), f.args.end());
  std::vector<std::string> modes(all.size(), "i");
  std::vector<std::string> names(f.names.begin(), f.names.end());
  if (f.variadic && !modes.empty()) modes.back() = "v";
  if (!f.columns.empty()) names.resize(all.size());
  for (const BuiltinFunction::Column& column : f.columns) {
    all.push_back(column.type);
    modes.emplace_back("o");
    names.emplace_back(column.name);
  }
  Oid variadic = kNoOid;
  if (f.variadic && !f.args.empty()) {
    const TypeInfo* last = builtin_type(f.args.back());
    variadic = last != nullptr && last->element_oid != kNoOid ? last->element_oid : f.args.back();
    if (variadic == oid::kAnyarray) variadic = oid::kAnyelement;
    if (variadic == oid::kAnycompatiblearray) variadic = oid::kAnycompatible;
  }
  rows.integer(f.oid).text(f.name).integer(home.schema).integer(home.owner);
  rows.integer(f.extension == nullptr ? kInternalLanguage : kCLanguage);
  rows.real(1).real(f.returns_set ? 1000 : 0);
  rows.integer(variadic).integer(0).letter(f.kind).boolean(false).boolean(false);
  rows.boolean(f.strict).boolean(f.returns_set).letter(f.volatility).letter('s');
  rows.integer(static_cast<int64_t>(f.args.size()));
  rows.integer(static_cast<int64_t>(f.defaults.size())).integer(f.result);
  rows.oids({f.args.begin(), f.args.end()});
  if (listed) {
    rows.oids(all).texts(modes);
  } else {
    rows.null(2);
  }
  if (names.empty()) {
    rows.null();
  } else {
    rows.texts(names);
  }
  rows.null(2).text(f.kind == 'a' ? "aggregate_dummy" : f.name);
  if (f.extension == nullptr) {
    rows.null();
  } else {
    rows.text("$libdir/" + std::string(f.extension));
  }
  rows.null(2);
  rows.builtin_acl({ObjectClass::kFunction, f.oid, 0}).end();
}

void user_proc(SystemRows& rows, const Function& f) {
  const std::vector<Oid> inputs = f.input_types();
  std::vector<Oid> all;
  std::vector<std::string> modes, names;
  bool has_modes = false, has_names = false;
  int64_t defaults = 0;
  Oid variadic = kNoOid;
  Blob first_default;
  for (const FunctionArgument& a : f.arguments) {
    all.push_back(a.type);
    modes.emplace_back(1, static_cast<char>(a.mode));
    names.push_back(a.name);
    has_modes |= a.mode != ArgMode::kIn;
    has_names |= !a.name.empty();
    if (!a.default_expr.empty()) {
      if (defaults++ == 0) first_default = a.default_expr;
    }
    if (a.mode == ArgMode::kVariadic) {
      const TypeInfo* type = rows.catalog().find_type(a.type);
      variadic = type == nullptr ? kNoOid : type->element_oid;
    }
  }
  rows.integer(f.oid).text(f.name).integer(f.schema).integer(f.owner);
  rows.integer(language_oid(rows.catalog(), f.language)).real(f.cost).real(f.rows);
  rows.integer(variadic).integer(0).letter(f.kind).boolean(f.security_definer);
  rows.boolean(f.leakproof).boolean(f.strict).boolean(f.returns_set).letter(f.volatility);
  rows.letter(f.parallel).integer(static_cast<int64_t>(inputs.size())).integer(defaults);
  rows.integer(f.result).oids(inputs);
  if (has_modes) {
    rows.oids(all).texts(modes);
  } else {
    rows.null(2);
  }
  if (has_names) {
    rows.texts(names);
  } else {
    rows.null();
  }
  rows.node_tree(first_default).null().text(f.source);
  if (f.library.empty()) {
    rows.null();
  } else {
    rows.text(f.library);
  }
  rows.node_tree(f.sql_body).texts(f.settings).acl(f.acl).end();
}

void generate_proc(SystemRows& rows) {
  if (rows.code() != nullptr) {
    rows.code()->each_function([&](const BuiltinFunction& f) {
      if (!rows.stopped()) builtin_proc(rows, f);
    });
  }
  rows.catalog().for_each(ObjectClass::kFunction, [&](const Object& object) {
    user_proc(rows, static_cast<const Function&>(object));
  });
}

void generate_aggregate(SystemRows& rows) {
  user_aggregate_rows(rows);
  if (rows.code() == nullptr) return;
  rows.code()->each_function([&](const BuiltinFunction& f) {
    if (f.kind != 'a' || !home_of(rows, f.extension).there) return;
    // An ordered-set aggregate's direct arguments are all but the last.
    const int64_t direct = f.aggregate_kind == 'n'   ? 0
                           : f.aggregate_kind == 'h' ? static_cast<int64_t>(f.args.size())
                                                     : static_cast<int64_t>(f.args.size()) - 1;
    rows.integer(f.oid).letter(f.aggregate_kind).integer(direct);
    for (int i = 0; i < 8; ++i) rows.integer(0);
    rows.boolean(false).boolean(false).letter('r').letter('r').integer(0);
    rows.integer(oid::kInternal).integer(0).integer(0).integer(0).null(2).end();
  });
}

// Estimators of selectivity, which clients show but nobody here calls.
void estimators(SystemRows& rows, const BuiltinOperator& op) {
  struct Pair {
    std::string_view name;
    int64_t restriction, join;
  };
  constexpr Pair kPairs[] = {{"=", 101, 105},  {"<>", 102, 106}, {"<", 103, 107},
                             {">", 104, 108},  {"<=", 336, 386}, {">=", 337, 398}};
  const auto* found = std::find_if(std::begin(kPairs), std::end(kPairs),
                                   [&](const Pair& pair) { return pair.name == op.name; });
  if (found == std::end(kPairs) || op.result != oid::kBool) {
    rows.integer(0).integer(0);
  } else {
    rows.integer(found->restriction).integer(found->join);
  }
}

void generate_operator(SystemRows& rows) {
  user_operator_rows(rows);
  if (rows.code() == nullptr) return;
  rows.code()->each_operator([&](const BuiltinOperator& op) {
    const Home home = home_of(rows, op.extension);
    if (!home.there) return;
    const auto has = [&](const char* method) {
      return op.name == "=" && default_opclass(rows.catalog(), method, op.left) != nullptr &&
             default_opclass(rows.catalog(), method, op.right) != nullptr;
    };
    rows.integer(op.oid).text(op.name).integer(home.schema).integer(home.owner);
    rows.letter(op.left == kNoOid ? 'l' : 'b').boolean(has("btree")).boolean(has("hash"));
    rows.integer(op.left).integer(op.right).integer(op.result).integer(op.commutator);
    rows.integer(op.negator).integer(op.function);
    estimators(rows, op);
    rows.end();
  });
}

void generate_cast(SystemRows& rows) {
  user_cast_rows(rows);
  if (rows.code() == nullptr) return;
  int64_t oid = 10035;  // where PostgreSQL's casts begin
  rows.code()->each_cast([&](const BuiltinCast& cast) {
    if (!home_of(rows, cast.extension).there) return;
    rows.integer(oid++).integer(cast.source).integer(cast.target).integer(cast.function);
    rows.letter(cast.context).letter(cast.method).end();
  });
}

// clang-format off
constexpr TypeSupport kTypeSupport[] = {
    {16, 1242, 1243, 2436, 2437, 0, 0, 0, 'p'},
    {17, 1244, 31, 2412, 2413, 0, 0, 0, 'x'},
    {18, 1245, 33, 2434, 2435, 0, 0, 0, 'p'},
    {19, 34, 35, 2422, 2423, 0, 0, 0, 'p'},
    {20, 460, 461, 2408, 2409, 0, 0, 0, 'p'},
    {21, 38, 39, 2404, 2405, 0, 0, 0, 'p'},
    {22, 40, 41, 2410, 2411, 0, 0, 0, 'p'},
    {23, 42, 43, 2406, 2407, 0, 0, 0, 'p'},
    {24, 44, 45, 2444, 2445, 0, 0, 0, 'p'},
    {25, 46, 47, 2414, 2415, 0, 0, 0, 'x'},
    {26, 1798, 1799, 2418, 2419, 0, 0, 0, 'p'},
    {27, 48, 49, 2438, 2439, 0, 0, 0, 'p'},
    {28, 50, 51, 2440, 2441, 0, 0, 0, 'p'},
    {29, 52, 53, 2442, 2443, 0, 0, 0, 'p'},
    {30, 54, 55, 2420, 2421, 0, 0, 0, 'p'},
    {32, 86, 87, 88, 90, 0, 0, 0, 'p'},
    {114, 321, 322, 323, 324, 0, 0, 0, 'x'},
    {142, 2893, 2894, 2898, 2899, 0, 0, 0, 'x'},
    {194, 195, 196, 197, 198, 0, 0, 0, 'x'},
    {269, 267, 268, 0, 0, 0, 0, 0, 'p'},
    {325, 326, 327, 0, 0, 0, 0, 0, 'p'},
    {600, 117, 118, 2428, 2429, 0, 0, 0, 'p'},
    {601, 119, 120, 2480, 2481, 0, 0, 0, 'p'},
    {602, 121, 122, 2482, 2483, 0, 0, 0, 'x'},
    {603, 123, 124, 2484, 2485, 0, 0, 0, 'p'},
    {604, 347, 348, 2486, 2487, 0, 0, 0, 'x'},
    {628, 1490, 1491, 2488, 2489, 0, 0, 0, 'p'},
    {650, 1267, 1427, 2498, 2499, 0, 0, 0, 'm'},
    {700, 200, 201, 2424, 2425, 0, 0, 0, 'p'},
    {701, 214, 215, 2426, 2427, 0, 0, 0, 'p'},
    {705, 109, 110, 2416, 2417, 0, 0, 0, 'p'},
    {718, 1450, 1451, 2490, 2491, 0, 0, 0, 'p'},
    {774, 4110, 4111, 3446, 3447, 0, 0, 0, 'p'},
    {790, 886, 887, 2492, 2493, 0, 0, 0, 'p'},
    {829, 436, 437, 2494, 2495, 0, 0, 0, 'p'},
    {869, 910, 911, 2496, 2497, 0, 0, 0, 'm'},
    {1033, 1031, 1032, 0, 0, 0, 0, 0, 'p'},
    {1042, 1044, 1045, 2430, 2431, 2913, 2914, 0, 'x'},
    {1043, 1046, 1047, 2432, 2433, 2915, 2916, 0, 'x'},
    {1082, 1084, 1085, 2468, 2469, 0, 0, 0, 'p'},
    {1083, 1143, 1144, 2470, 2471, 2909, 2910, 0, 'p'},
    {1114, 1312, 1313, 2474, 2475, 2905, 2906, 0, 'p'},
    {1184, 1150, 1151, 2476, 2477, 2907, 2908, 0, 'p'},
    {1186, 1160, 1161, 2478, 2479, 2903, 2904, 0, 'p'},
    {1266, 1350, 1351, 2472, 2473, 2911, 2912, 0, 'p'},
    {1560, 1564, 1565, 2456, 2457, 2919, 2920, 0, 'x'},
    {1562, 1579, 1580, 2458, 2459, 2902, 2921, 0, 'x'},
    {1700, 1701, 1702, 2460, 2461, 2917, 2918, 0, 'm'},
    {1790, 46, 47, 2414, 2415, 0, 0, 0, 'x'},
    {2202, 2212, 2213, 2446, 2447, 0, 0, 0, 'p'},
    {2203, 2214, 2215, 2448, 2449, 0, 0, 0, 'p'},
    {2204, 2216, 2217, 2450, 2451, 0, 0, 0, 'p'},
    {2205, 2218, 2219, 2452, 2453, 0, 0, 0, 'p'},
    {2206, 2220, 2221, 2454, 2455, 0, 0, 0, 'p'},
    {2249, 2290, 2291, 2402, 2403, 0, 0, 0, 'x'},
    {2275, 2292, 2293, 2500, 2501, 0, 0, 0, 'p'},
    {2276, 2294, 2295, 0, 0, 0, 0, 0, 'p'},
    {2277, 2296, 2297, 2502, 2503, 0, 0, 0, 'x'},
    {2278, 2298, 2299, 3120, 3121, 0, 0, 0, 'p'},
    {2279, 2300, 2301, 0, 0, 0, 0, 0, 'p'},
    {2280, 2302, 2303, 0, 0, 0, 0, 0, 'p'},
    {2281, 2304, 2305, 0, 0, 0, 0, 0, 'p'},
    {2283, 2312, 2313, 0, 0, 0, 0, 0, 'p'},
    {2776, 2777, 2778, 0, 0, 0, 0, 0, 'p'},
    {2950, 2952, 2953, 2961, 2962, 0, 0, 0, 'p'},
    {2970, 2939, 2940, 2941, 2942, 0, 0, 0, 'x'},
    {3115, 3116, 3117, 0, 0, 0, 0, 0, 'p'},
    {3220, 3229, 3230, 3238, 3239, 0, 0, 0, 'p'},
    {3310, 3311, 3312, 0, 0, 0, 0, 0, 'p'},
    {3361, 3355, 3356, 3357, 3358, 0, 0, 0, 'x'},
    {3402, 3404, 3405, 3406, 3407, 0, 0, 0, 'x'},
    {3500, 3504, 3505, 0, 0, 0, 0, 0, 'p'},
    {3614, 3610, 3611, 3639, 3638, 0, 0, 3688, 'x'},
    {3615, 3612, 3613, 3641, 3640, 0, 0, 0, 'p'},
    {3642, 3646, 3647, 0, 0, 0, 0, 0, 'p'},
    {3734, 3736, 3737, 3738, 3739, 0, 0, 0, 'p'},
    {3769, 3771, 3772, 3773, 3774, 0, 0, 0, 'p'},
    {3802, 3806, 3804, 3805, 3803, 0, 0, 0, 'x'},
    {3831, 3832, 3833, 0, 0, 0, 0, 0, 'x'},
    {3838, 3594, 3595, 0, 0, 0, 0, 0, 'p'},
    {3904, 3834, 3835, 3836, 3837, 0, 0, 3916, 'x'},
    {3906, 3834, 3835, 3836, 3837, 0, 0, 3916, 'x'},
    {3908, 3834, 3835, 3836, 3837, 0, 0, 3916, 'x'},
    {3910, 3834, 3835, 3836, 3837, 0, 0, 3916, 'x'},
    {3912, 3834, 3835, 3836, 3837, 0, 0, 3916, 'x'},
    {3926, 3834, 3835, 3836, 3837, 0, 0, 3916, 'x'},
    {4072, 4001, 4003, 4002, 4004, 0, 0, 0, 'x'},
    {4089, 4084, 4085, 4087, 4088, 0, 0, 0, 'p'},
    {4096, 4098, 4092, 4094, 4095, 0, 0, 0, 'p'},
    {4191, 4193, 4194, 4196, 4197, 0, 0, 0, 'p'},
    {4451, 4231, 4232, 4233, 4234, 0, 0, 4242, 'x'},
    {4532, 4231, 4232, 4233, 4234, 0, 0, 4242, 'x'},
    {4533, 4231, 4232, 4233, 4234, 0, 0, 4242, 'x'},
    {4534, 4231, 4232, 4233, 4234, 0, 0, 4242, 'x'},
    {4535, 4231, 4232, 4233, 4234, 0, 0, 4242, 'x'},
    {4536, 4231, 4232, 4233, 4234, 0, 0, 4242, 'x'},
    {4537, 4229, 4230, 0, 0, 0, 0, 0, 'x'},
    {4538, 4226, 4227, 0, 0, 0, 0, 0, 'x'},
    {4600, 4596, 4597, 4598, 4599, 0, 0, 0, 'x'},
    {4601, 4638, 4639, 4640, 4641, 0, 0, 0, 'x'},
    {5017, 5018, 5019, 5020, 5021, 0, 0, 0, 'x'},
    {5038, 5055, 5056, 5057, 5058, 0, 0, 0, 'x'},
    {5069, 5070, 5081, 5082, 5083, 0, 0, 0, 'p'},
    {5077, 5086, 5087, 0, 0, 0, 0, 0, 'p'},
    {5078, 5088, 5089, 5090, 5091, 0, 0, 0, 'x'},
    {5079, 5092, 5093, 0, 0, 0, 0, 0, 'p'},
    {5080, 5094, 5095, 0, 0, 0, 0, 0, 'x'},
};
// clang-format on
constexpr TypeSupport kArraySupport = {0, 750, 751, 2400, 2401, 0, 0, 3816, 'x'};
constexpr TypeSupport kEnumSupport = {0, 3506, 3507, 3532, 3533, 0, 0, 0, 'p'};
constexpr TypeSupport kRecordSupport = {0, 2290, 2291, 2402, 2403, 0, 0, 0, 'x'};
constexpr TypeSupport kRangeSupport = {0, 3834, 3835, 3836, 3837, 0, 0, 3916, 'x'};
constexpr TypeSupport kMultirangeSupport = {0, 4231, 4232, 4233, 4234, 0, 0, 4242, 'x'};

constexpr SystemView kViews[] = {
    {1255, kPgCatalogSchema, "pg_proc", 'r', columns::kPgProc, generate_proc},
    {2600, kPgCatalogSchema, "pg_aggregate", 'r', columns::kPgAggregate, generate_aggregate},
    {2605, kPgCatalogSchema, "pg_cast", 'r', columns::kPgCast, generate_cast},
    {2617, kPgCatalogSchema, "pg_operator", 'r', columns::kPgOperator, generate_operator},
};

}  // namespace

bool passed_by_value(const TypeInfo& type) {
  return type.length == 1 || type.length == 2 || type.length == 4 ||
         (type.length == 8 && type.oid != oid::kMacaddr8);
}

TypeSupport type_support(TypeSource& types, const TypeInfo& type) {
  const auto* found =
      std::lower_bound(std::begin(kTypeSupport), std::end(kTypeSupport), type.oid,
                       [](const TypeSupport& row, Oid oid) { return row.type < oid; });
  if (found != std::end(kTypeSupport) && found->type == type.oid) return *found;
  switch (type.kind) {
    case TypeKind::kArray: {
      TypeSupport support = kArraySupport;
      if (const TypeInfo* element = types.find_type(type.element_oid)) {
        const TypeSupport of_element = type_support(types, *element);
        support.typmod_in = of_element.typmod_in;
        support.typmod_out = of_element.typmod_out;
      }
      return support;
    }
    case TypeKind::kEnum: return kEnumSupport;
    case TypeKind::kComposite: return kRecordSupport;
    case TypeKind::kRange: return kRangeSupport;
    case TypeKind::kMultirange: return kMultirangeSupport;
    case TypeKind::kDomain: {
      const TypeInfo* base = types.find_type(type.base_oid);
      TypeSupport support = base == nullptr ? TypeSupport() : type_support(types, *base);
      support.input = 2597;
      support.receive = 2598;
      support.typmod_in = support.typmod_out = kNoOid;
      return support;
    }
    default: return {};
  }
}

std::span<const SystemView> system_views_builtin() { return kViews; }

}  // namespace rung::catalog
