// Access control lists as values: the defaults of each kind of object, their items one by one. An
// aclitem is kept in its text form, "grantee=letters/grantor"; roles are found by name.
#include <cstring>

#include "functions/groups.h"
#include "types/array.h"
#include "types/ops_util.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;

// In the order in which PostgreSQL lists them.
struct Privilege {
  char letter;
  std::string_view name;
};
constexpr Privilege kPrivileges[] = {
    {'a', "INSERT"}, {'r', "SELECT"}, {'w', "UPDATE"}, {'d', "DELETE"}, {'D', "TRUNCATE"},
    {'x', "REFERENCES"}, {'t', "TRIGGER"}, {'X', "EXECUTE"}, {'U', "USAGE"}, {'C', "CREATE"},
    {'T', "TEMPORARY"}, {'c', "CONNECT"}, {'s', "SET"}, {'A', "ALTER SYSTEM"},
};

// What the owner has of each kind of object, and what everybody.
struct Defaults {
  char kind;
  std::string_view owner;
  std::string_view everyone;
};
constexpr Defaults kDefaults[] = {
    {'c', "", ""},     {'r', "arwdDxt", ""}, {'s', "rwU", ""}, {'d', "CTc", "Tc"}, {'f', "X", "X"},
    {'l', "U", "U"},   {'L', "rw", ""},      {'n', "UC", ""},  {'p', "sA", ""},    {'t', "C", ""},
    {'F', "U", ""},    {'S', "U", ""},       {'T', "U", "U"},
};

std::string role_name(FnCall& call, Oid role) {
  const std::string name = call.env->services->object_name(kRegrole, role);
  return name.empty() ? std::to_string(role) : name;
}

Datum acl_default(FnCall& call, const Datum* a) {
  const char kind = static_cast<char>(a[0].i);
  for (const Defaults& defaults : kDefaults) {
    if (defaults.kind != kind) continue;
    const std::string owner = role_name(call, static_cast<Oid>(a[1].i));
    ArrayBuilder items(call.env->type(kAclitem));
    const auto add = [&](const std::string& grantee, std::string_view letters) {
      if (letters.empty()) return;
      items.add(call.env->text(grantee + "=" + std::string(letters) + "/" + owner));
    };
    add("", defaults.everyone);
    add(owner, defaults.owner);
    return items.finish(*call.env->arena);
  }
  throw_error(sqlstate::internal_error,
              std::string("unrecognized objtype abbreviation: ") + kind);
}

struct Item {
  std::string_view grantee, letters, grantor;
};
Item split_item(std::string_view text) {
  const auto past_name = [&](size_t at) {
    bool quoted = false;
    for (; at < text.size(); ++at) {
      if (text[at] == '"') quoted = !quoted;
      if (!quoted && (text[at] == '=' || text[at] == '/')) break;
    }
    return at;
  };
  const size_t equal = past_name(0);
  const size_t slash = std::min(text.find('/', equal), text.size());
  const size_t first = std::min(equal + 1, slash);
  return {text.substr(0, equal), text.substr(first, slash - first),
          text.substr(std::min(slash + 1, text.size()))};
}

class AclItems final : public RowStream {
 public:
  AclItems(FnCall& call, const Datum& list) : env_(*call.env), list_(list) {}

  bool next(Datum* columns) override {
    const ArrayView items(list_);
    for (; item_ < items.size(); ++item_, privilege_ = 0) {
      const Datum text = items.element(item_);
      if (text.null) continue;
      const Item item = split_item(text.bytes());
      while (privilege_ < std::size(kPrivileges)) {
        const Privilege& privilege = kPrivileges[privilege_++];
        const size_t at = item.letters.find(privilege.letter);
        if (at == std::string_view::npos) continue;
        columns[0] = role(item.grantor);
        columns[1] = role(item.grantee);
        columns[2] = env_.text(privilege.name);
        columns[3] = Datum::of_bool(at + 1 < item.letters.size() && item.letters[at + 1] == '*');
        return true;
      }
    }
    return false;
  }

 private:
  Datum role(std::string_view name) const {
    return Datum::of_int(name.empty() ? 0 : env_.services->lookup_name(kRegrole, name, true));
  }

  TypeEnv env_;
  Datum list_;
  uint32_t item_ = 0;
  size_t privilege_ = 0;
};
std::unique_ptr<RowStream> acl_explode(FnCall& call, const Datum* a) {
  return std::make_unique<AclItems>(call, a[0]);
}

// The bits of an item; those that may be granted on are 16 higher.
uint32_t bits_of(std::string_view letters) {
  uint32_t bits = 0;
  for (size_t i = 0; i < std::size(kPrivileges); ++i) {
    const size_t at = letters.find(kPrivileges[i].letter);
    if (at == std::string_view::npos) continue;
    bits |= 1u << i;
    if (at + 1 < letters.size() && letters[at + 1] == '*') bits |= 1u << (i + 16);
  }
  return bits;
}

Datum acl_contains(FnCall&, const Datum* a) {
  const Item wanted = split_item(a[1].bytes());
  const uint32_t bits = bits_of(wanted.letters);
  const ArrayView items(a[0]);
  for (uint32_t i = 0; i < items.size(); ++i) {
    const Datum text = items.element(i);
    if (text.null) continue;
    const Item item = split_item(text.bytes());
    if (item.grantee == wanted.grantee && item.grantor == wanted.grantor &&
        (bits_of(item.letters) & bits) == bits) {
      return Datum::of_bool(true);
    }
  }
  return Datum::of_bool(false);
}

Datum make_acl_item(FnCall& call, const Datum* a) {
  const std::string_view name = a[2].bytes();
  const Privilege* found = nullptr;
  for (const Privilege& privilege : kPrivileges) {
    if (privilege.name.size() == name.size() &&
        strncasecmp(privilege.name.data(), name.data(), name.size()) == 0) {
      found = &privilege;
    }
  }
  if (found == nullptr) {
    throw_error(sqlstate::invalid_parameter_value,
                "unrecognized privilege type: \"" + std::string(name) + "\"");
  }
  const Oid grantee = static_cast<Oid>(a[0].i);
  return call.env->text((grantee == kNoOid ? std::string() : role_name(call, grantee)) + "=" +
                        found->letter + (a[3].b() ? "*/" : "/") +
                        role_name(call, static_cast<Oid>(a[1].i)));
}

Datum acl_item_equal(FnCall&, const Datum* a) {
  return Datum::of_bool(a[0].bytes() == a[1].bytes());
}

constexpr FunctionDef kFunctions[] = {
    {1037, "aclcontains", kBool, {kAclitemArray, kAclitem}, kStrict, acl_contains},
    {1062, "aclitemeq", kBool, {kAclitem, kAclitem}, kStrict, acl_item_equal},
    {1365, "makeaclitem", kAclitem, {kOid, kOid, kText, kBool}, kStrict, make_acl_item},
    {3943, "acldefault", kAclitemArray, {kQchar, kOid}, kStrict, acl_default},
};
constexpr OperatorDef kOperators[] = {
    {968, "@>", kAclitemArray, kAclitem, kBool, 1037},
    {974, "=", kAclitem, kAclitem, kBool, 1062, 974},
};
constexpr ColumnDef kColumns1689[] = {
    {"grantor", kOid}, {"grantee", kOid}, {"privilege_type", kText}, {"is_grantable", kBool}};
constexpr SetFunctionDef kSetFunctions[] = {
    {1689, "aclexplode", kRecord, {kAclitemArray}, kStrict | kStable, acl_explode, kColumns1689},
};

}  // namespace

const FunctionGroup kAclGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .set_functions = kSetFunctions,
};

}  // namespace rung
