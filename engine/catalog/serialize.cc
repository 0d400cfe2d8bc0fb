#include "catalog/serialize.h"

#include <algorithm>
#include <concepts>
#include <cstring>
#include <type_traits>

#include "base/bytes.h"

namespace rung::catalog {
namespace {

[[noreturn]] void throw_damaged() {
  throw_error(sqlstate::data_corrupted, "damaged catalog row");
}

// --- the fields of every kind -----------------------------------------------------------------

template <class A>
void visit_fields(A& a, EnumLabel& x) {
  a(x.position, x.oid, x.label);
}
template <class A>
void visit_fields(A& a, Attribute& x) {
  a(x.name, x.attno, x.type, x.typmod, x.collation, x.storage, x.not_null, x.dropped, x.local,
    x.inherited, x.identity, x.sequence, x.generated, x.default_expr, x.has_missing, x.missing,
    x.first_layout, x.dropped_layout, x.statistics_target, x.storage_option, x.compression,
    x.acl, x.options, x.foreign_options);
}
template <class A>
void visit_fields(A& a, Constraint& x) {
  a(x.oid, x.name, x.kind, x.deferrable, x.deferred, x.validated, x.no_inherit, x.local,
    x.inherited, x.columns, x.index, x.check, x.referenced, x.referenced_columns, x.on_update,
    x.on_delete, x.set_columns, x.match, x.equal_ops, x.exclude_ops, x.parent);
}
template <class A>
void visit_fields(A& a, Trigger& x) {
  a(x.oid, x.name, x.function, x.timing, x.events, x.for_each_row, x.is_constraint, x.deferrable,
    x.deferred, x.constraint, x.constraint_relation, x.update_columns, x.when, x.arguments,
    x.old_table, x.new_table, x.enabled, x.parent);
}
template <class A>
void visit_fields(A& a, IndexKey& x) {
  a(x.attno, x.type, x.collation, x.opclass, x.opclass_oid, x.descending, x.nulls_first);
}
template <class A>
void visit_fields(A& a, IndexInfo& x) {
  a(x.table, x.unique, x.primary, x.nulls_not_distinct, x.exclusion, x.immediate, x.valid,
    x.clustered, x.replica_identity, x.method, x.keys, x.include, x.expressions, x.predicate,
    x.constraint);
}
template <class A>
void visit_fields(A& a, SequenceInfo& x) {
  a(x.type, x.start, x.increment, x.min, x.max, x.cache, x.cycle, x.owner_table, x.owner_column,
    x.identity);
}
template <class A>
void visit_fields(A& a, DomainInfo& x) {
  a(x.base, x.typmod, x.collation, x.not_null, x.default_expr, x.checks);
}
template <class A>
void visit_fields(A& a, RangeInfo& x) {
  a(x.subtype, x.multirange, x.subtype_diff, x.canonical, x.opclass);
}
template <class A>
void visit_fields(A& a, FunctionArgument& x) {
  a(x.name, x.type, x.mode, x.default_expr);
}

template <class A>
void visit_common(A& a, Object& x) {
  a(x.oid, x.name, x.schema, x.owner, x.acl);
}
template <class A>
void visit_fields(A& a, Schema& x) {
  visit_common(a, x);
}
template <class A>
void visit_fields(A& a, Relation& x) {
  visit_common(a, x);
  a(x.kind, x.persistence, x.tree, x.row_type, x.columns, x.layout, x.constraints, x.incoming_fks,
    x.indexes, x.triggers, x.index, x.sequence, x.view_query, x.view_check_option, x.populated,
    x.options, x.parents, x.children, x.row_security, x.force_row_security, x.replica_identity,
    x.partition_strategy, x.partition_bound, x.foreign_server, x.foreign_options, x.of_type,
    x.partition_keys, x.partition_expressions, x.on_commit);
}
template <class A>
void visit_fields(A& a, Type& x) {
  visit_common(a, x);
  a(x.kind, x.array, x.element, x.labels, x.relation, x.domain, x.range, x.is_row_type);
}
template <class A>
void visit_fields(A& a, Function& x) {
  visit_common(a, x);
  a(x.kind, x.language, x.arguments, x.result, x.returns_set, x.strict, x.security_definer,
    x.leakproof, x.volatility, x.parallel, x.cost, x.rows, x.source, x.library, x.sql_body,
    x.settings, x.transition, x.final_function, x.state_type, x.initial_state,
    x.aggregate_options);
}
template <class A>
void visit_fields(A& a, Extension& x) {
  visit_common(a, x);
  a(x.version, x.relocatable);
}
template <class A>
void visit_fields(A& a, Role& x) {
  visit_common(a, x);
  a(x.superuser, x.inherit, x.create_role, x.create_db, x.login, x.replication, x.bypass_rls,
    x.connection_limit, x.password, x.valid_until, x.member_of, x.admin_of);
}
template <class A>
void visit_fields(A& a, Policy& x) {
  visit_common(a, x);
  a(x.table, x.command, x.permissive, x.roles, x.using_expr, x.with_check);
}
template <class A>
void visit_fields(A& a, Other& x) {
  visit_common(a, x);
  a(x.fields);
}

// --- the two walks ----------------------------------------------------------------------------

class Writer {
 public:
  explicit Writer(std::string* to) : to_(to) {}

  template <class... T>
  void operator()(T&... fields) {
    (field(fields), ...);
  }

 private:
  void varint(uint64_t value) {
    while (value >= 0x80) {
      to_->push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    to_->push_back(static_cast<char>(value));
  }
  template <class T>
  void field(T& x) {
    if constexpr (std::is_enum_v<T>) {
      auto raw = static_cast<std::underlying_type_t<T>>(x);
      field(raw);
    } else if constexpr (std::is_same_v<T, double>) {
      char raw[sizeof x];
      std::memcpy(raw, &x, sizeof x);
      to_->append(raw, sizeof x);
    } else if constexpr (std::signed_integral<T>) {
      const auto wide = static_cast<int64_t>(x);
      varint((static_cast<uint64_t>(wide) << 1) ^ static_cast<uint64_t>(wide >> 63));
    } else if constexpr (std::integral<T>) {
      varint(static_cast<uint64_t>(x));
    } else {
      compound(x);
    }
  }
  void compound(std::string& x) {
    varint(x.size());
    *to_ += x;
  }
  template <class T>
  void compound(std::vector<T>& x) {
    varint(x.size());
    for (T& item : x) field(item);
  }
  template <class T>
  void compound(std::optional<T>& x) {
    to_->push_back(x.has_value() ? 1 : 0);
    if (x.has_value()) field(*x);
  }
  template <class T, class U>
  void compound(std::pair<T, U>& x) {
    field(x.first);
    field(x.second);
  }
  template <class T>
  void compound(T& x) {
    const size_t begin = to_->size();
    visit_fields(*this, x);
    // Its length goes in front.
    const size_t bytes = to_->size() - begin;
    varint(bytes);
    std::rotate(to_->begin() + static_cast<std::ptrdiff_t>(begin),
                to_->begin() + static_cast<std::ptrdiff_t>(begin + bytes), to_->end());
  }

  std::string* to_;
};

class Reader {
 public:
  explicit Reader(std::string_view from) : from_(from) {}

  template <class... T>
  void operator()(T&... fields) {
    ((from_.empty() ? void() : field(fields)), ...);
  }

 private:
  std::string_view take(size_t bytes) {
    if (bytes > from_.size()) throw_damaged();
    const std::string_view taken = from_.substr(0, bytes);
    from_.remove_prefix(bytes);
    return taken;
  }
  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    throw_damaged();
  }
  template <class T>
  void field(T& x) {
    if constexpr (std::is_enum_v<T>) {
      std::underlying_type_t<T> raw{};
      field(raw);
      x = static_cast<T>(raw);
    } else if constexpr (std::is_same_v<T, double>) {
      std::memcpy(&x, take(sizeof x).data(), sizeof x);
    } else if constexpr (std::is_same_v<T, bool>) {
      x = varint() != 0;
    } else if constexpr (std::signed_integral<T>) {
      const uint64_t raw = varint();
      x = static_cast<T>(static_cast<int64_t>(raw >> 1) ^ -static_cast<int64_t>(raw & 1));
    } else if constexpr (std::integral<T>) {
      x = static_cast<T>(varint());
    } else {
      compound(x);
    }
  }
  void compound(std::string& x) { x = take(varint()); }
  template <class T>
  void compound(std::vector<T>& x) {
    const uint64_t count = varint();
    if (count > from_.size()) throw_damaged();  // every item takes a byte at least
    x.resize(count);
    for (T& item : x) field(item);
  }
  template <class T>
  void compound(std::optional<T>& x) {
    x.reset();
    if (take(1)[0] != 0) field(x.emplace());
  }
  template <class T, class U>
  void compound(std::pair<T, U>& x) {
    field(x.first);
    field(x.second);
  }
  template <class T>
  void compound(T& x) {
    Reader reader(take(varint()));
    visit_fields(reader, x);
  }

  std::string_view from_;
};

// Calls `body` with the object as its own kind.
template <class Body>
void with_kind(Object& object, const Body& body) {
  switch (object.cls()) {
    case ObjectClass::kSchema: return body(static_cast<Schema&>(object));
    case ObjectClass::kRelation: return body(static_cast<Relation&>(object));
    case ObjectClass::kType: return body(static_cast<Type&>(object));
    case ObjectClass::kFunction: return body(static_cast<Function&>(object));
    case ObjectClass::kExtension: return body(static_cast<Extension&>(object));
    case ObjectClass::kRole: return body(static_cast<Role&>(object));
    case ObjectClass::kPolicy: return body(static_cast<Policy&>(object));
    default: return body(static_cast<Other&>(object));
  }
}

std::unique_ptr<Object> make_object(ObjectClass cls) {
  switch (cls) {
    case ObjectClass::kSchema: return std::make_unique<Schema>();
    case ObjectClass::kRelation: return std::make_unique<Relation>();
    case ObjectClass::kType: return std::make_unique<Type>();
    case ObjectClass::kFunction: return std::make_unique<Function>();
    case ObjectClass::kExtension: return std::make_unique<Extension>();
    case ObjectClass::kRole: return std::make_unique<Role>();
    case ObjectClass::kPolicy: return std::make_unique<Policy>();
    default: return std::make_unique<Other>(cls);
  }
}

}  // namespace

std::string serialize_object(const Object& object) {
  std::string bytes(1, static_cast<char>(object.cls()));
  bytes.reserve(512);
  // The walk is shared with the reader and takes its fields by reference; it changes none here.
  with_kind(const_cast<Object&>(object), [&](auto& concrete) { Writer writer(&bytes); writer(concrete); });
  return bytes;
}

std::unique_ptr<Object> deserialize_object(std::string_view bytes) {
  if (bytes.empty()) throw_damaged();
  const auto cls = static_cast<uint8_t>(bytes[0]);
  if (cls < static_cast<uint8_t>(ObjectClass::kSchema) ||
      cls > static_cast<uint8_t>(kLastObjectClass)) {
    throw_damaged();
  }
  std::unique_ptr<Object> object = make_object(static_cast<ObjectClass>(cls));
  with_kind(*object, [&](auto& concrete) { Reader(bytes.substr(1))(concrete); });
  return object;
}

std::unique_ptr<Object> clone_object(const Object& object) {
  std::unique_ptr<Object> copy;
  with_kind(const_cast<Object&>(object), [&](auto& concrete) {
    copy = std::make_unique<std::remove_reference_t<decltype(concrete)>>(concrete);
  });
  return copy;
}

}  // namespace rung::catalog
