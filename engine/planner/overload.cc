// Choosing among functions or operators of one name by argument types, and polymorphic types:
// PostgreSQL's manual, "Type Conversion".
#include "planner/bind.h"
#include "types/range.h"

namespace rung::planner {

size_t Binder::choose_index(std::vector<std::span<const Oid>>& lists,
                            std::span<const Oid> types) {
  const size_t count = types.size();
  std::vector<size_t> alive(lists.size());
  for (size_t i = 0; i < alive.size(); ++i) alive[i] = i;
  std::vector<Oid> base(types.begin(), types.end());
  size_t unknowns = 0;
  for (Oid& t : base) {
    if (t == oid::kUnknown) {
      ++unknowns;
    } else {
      t = base_type(t);
    }
  }
  // Keeps those with the highest score; false when one is left.
  const auto keep_best = [&](auto&& score) {
    size_t best = 0;
    std::vector<size_t> kept;
    for (const size_t i : alive) {
      const size_t s = score(lists[i]);
      if (kept.empty() || s > best) {
        kept.assign(1, i);
        best = s;
      } else if (s == best) {
        kept.push_back(i);
      }
    }
    alive = std::move(kept);
    return alive.size() > 1;
  };
  if (!keep_best([&](std::span<const Oid> args) {
        size_t matches = 0;
        for (size_t a = 0; a < count; ++a) {
          if (base[a] != oid::kUnknown && args[a] == base[a]) ++matches;
        }
        return matches;
      })) {
    return alive[0];
  }
  if (!keep_best([&](std::span<const Oid> args) {
        size_t matches = 0;
        for (size_t a = 0; a < count; ++a) {
          if (base[a] == oid::kUnknown) continue;
          const TypeInfo& info = type(args[a]);
          const TypeInfo& own = type(base[a]);
          if (args[a] == base[a] || (info.preferred && info.category == own.category)) ++matches;
        }
        return matches;
      })) {
    return alive[0];
  }
  if (unknowns == 0) return SIZE_MAX;

  // Literals: a category that all candidates can take, string if any accepts it.
  std::vector<char> slot_category(count, 0);
  std::vector<bool> slot_preferred(count, false);
  bool resolved = true;
  for (size_t a = 0; a < count && resolved; ++a) {
    if (base[a] != oid::kUnknown) continue;
    bool conflict = false;
    for (const size_t i : alive) {
      const TypeInfo& info = type(lists[i][a]);
      if (slot_category[a] == 0) {
        slot_category[a] = info.category;
        slot_preferred[a] = info.preferred;
      } else if (info.category == slot_category[a]) {
        slot_preferred[a] = slot_preferred[a] || info.preferred;
      } else if (info.category == 'S') {
        slot_category[a] = 'S';
        slot_preferred[a] = info.preferred;
      } else {
        conflict = true;
      }
    }
    if (conflict && slot_category[a] != 'S') resolved = false;
  }
  if (resolved) {
    std::vector<size_t> kept;
    std::vector<size_t> first_alive;
    for (const size_t i : alive) {
      bool keep = true;
      for (size_t a = 0; a < count && keep; ++a) {
        if (base[a] != oid::kUnknown) continue;
        const TypeInfo& info = type(lists[i][a]);
        if (info.category != slot_category[a] || (slot_preferred[a] && !info.preferred)) {
          keep = false;
        }
      }
      if (keep) kept.push_back(i);
    }
    if (!kept.empty()) alive = std::move(kept);
    if (alive.size() == 1) return alive[0];
  }
  // All known arguments of one type: try the literals as that type too.
  if (unknowns < count) {
    Oid known = oid::kUnknown;
    for (size_t a = 0; a < count; ++a) {
      if (base[a] == oid::kUnknown) continue;
      if (known == oid::kUnknown) {
        known = base[a];
      } else if (known != base[a]) {
        known = oid::kUnknown;
        break;
      }
    }
    if (known != oid::kUnknown) {
      const std::vector<Oid> assumed(count, known);
      size_t found = SIZE_MAX;
      for (const size_t i : alive) {
        if (can_coerce(assumed, lists[i].subspan(0, count), CastContext::kImplicit)) {
          if (found != SIZE_MAX) return SIZE_MAX;
          found = i;
        }
      }
      return found;
    }
  }
  return SIZE_MAX;
}

namespace {

// The actual types that polymorphic arguments fixed so far.
struct PolyTypes {
  Oid element = kNoOid, array = kNoOid, range = kNoOid, multirange = kNoOid;
  bool nonarray = false, is_enum = false;
  std::vector<Oid> compatible;
  Oid c_array = kNoOid, c_range = kNoOid, c_multirange = kNoOid;
  bool c_nonarray = false;
  bool any = false, any_compatible = false, all_unknown = true;
};

}  // namespace

bool Binder::polymorphic_fits(std::span<const Oid> actual, std::span<const Oid> declared) {
  PolyTypes p;
  for (size_t i = 0; i < actual.size(); ++i) {
    Oid a = actual[i];
    const auto same = [&](Oid* slot) {
      if (*slot == kNoOid) *slot = a;
      return *slot == a;
    };
    switch (declared[i]) {
      case oid::kAnyelement: case oid::kAnynonarray: case oid::kAnyenum:
        if (declared[i] == oid::kAnynonarray) p.nonarray = true;
        if (declared[i] == oid::kAnyenum) p.is_enum = true;
        if (a != oid::kUnknown && !same(&p.element)) return false;
        break;
      case oid::kAnyarray:
        if (a == oid::kUnknown) break;
        a = base_type(a);
        if (!same(&p.array)) return false;
        break;
      case oid::kAnyrange:
        if (a == oid::kUnknown) break;
        a = base_type(a);
        if (!same(&p.range)) return false;
        break;
      case oid::kAnymultirange:
        if (a == oid::kUnknown) break;
        a = base_type(a);
        if (!same(&p.multirange)) return false;
        break;
      case oid::kAnycompatible: case oid::kAnycompatiblenonarray:
        if (declared[i] == oid::kAnycompatiblenonarray) p.c_nonarray = true;
        if (a != oid::kUnknown) p.compatible.push_back(a);
        break;
      case oid::kAnycompatiblearray: {
        if (a == oid::kUnknown) break;
        a = base_type(a);
        const TypeInfo& info = type(a);
        if (info.kind != TypeKind::kArray) return false;
        p.compatible.push_back(info.element_oid);
        break;
      }
      case oid::kAnycompatiblerange: {
        if (a == oid::kUnknown) break;
        a = base_type(a);
        if (!same(&p.c_range) || type(a).kind != TypeKind::kRange) return false;
        p.compatible.push_back(type(a).element_oid);
        break;
      }
      case oid::kAnycompatiblemultirange: {
        if (a == oid::kUnknown) break;
        a = base_type(a);
        if (!same(&p.c_multirange) || type(a).kind != TypeKind::kMultirange) return false;
        p.compatible.push_back(type(type(a).element_oid).element_oid);
        break;
      }
      default: break;
    }
  }
  if (p.array != kNoOid && p.array != oid::kAnyarray) {
    const TypeInfo& info = type(p.array);
    if (info.kind != TypeKind::kArray) return false;
    if (p.element == kNoOid) {
      p.element = info.element_oid;
    } else if (base_type(p.element) != info.element_oid && p.element != info.element_oid) {
      return false;
    }
  }
  if (p.multirange != kNoOid) {
    const TypeInfo& info = type(p.multirange);
    if (info.kind != TypeKind::kMultirange) return false;
    if (p.range == kNoOid) {
      p.range = info.element_oid;
    } else if (p.range != info.element_oid) {
      return false;
    }
  }
  if (p.range != kNoOid) {
    const TypeInfo& info = type(p.range);
    if (info.kind != TypeKind::kRange) return false;
    if (p.element == kNoOid) {
      p.element = info.element_oid;
    } else if (p.element != info.element_oid) {
      return false;
    }
  }
  if (p.element != kNoOid) {
    const TypeInfo& info = type(base_type(p.element));
    if (p.nonarray && info.kind == TypeKind::kArray) return false;
    if (p.is_enum && info.kind != TypeKind::kEnum) return false;
  }
  if (!p.compatible.empty()) {
    const Oid common = common_type_of(p.compatible);
    if (common == kNoOid) return false;
    // A range cannot be converted to one of another subtype.
    if (p.c_multirange != kNoOid) {
      const Oid range = type(p.c_multirange).element_oid;
      if (p.c_range != kNoOid && p.c_range != range) return false;
      p.c_range = range;
    }
    if (p.c_range != kNoOid && type(p.c_range).element_oid != common) return false;
    for (const Oid t : p.compatible) {
      if (!can_coerce_one(t, common, CastContext::kImplicit)) return false;
    }
    if (p.c_nonarray && type(common).kind == TypeKind::kArray) return false;
  }
  return true;
}

Oid Binder::resolve_polymorphic(std::span<Oid> actual, std::vector<Oid>& declared, Oid result,
                                bool allow_poly) {
  PolyTypes p;
  const auto mismatch = [&](const char* what, Oid a, Oid b) {
    throw_error(Error(sqlstate::datatype_mismatch,
                      std::string("arguments declared \"") + what + "\" are not all alike")
                    .with_detail(type_text(a) + " versus " + type_text(b)));
  };
  const auto take = [&](Oid* slot, Oid a, const char* what) {
    if (a == oid::kUnknown) return;
    p.all_unknown = false;
    if (*slot != kNoOid && *slot != a) mismatch(what, *slot, a);
    *slot = a;
  };
  const auto take_compatible = [&](Oid a) {
    p.all_unknown = false;
    p.compatible.push_back(a);
  };
  for (size_t i = 0; i < actual.size() && i < declared.size(); ++i) {
    const Oid a = actual[i];
    const Oid base = a == oid::kUnknown ? a : base_type(a);
    switch (declared[i]) {
      case oid::kAnynonarray: p.nonarray = true; [[fallthrough]];
      case oid::kAnyenum:
        if (declared[i] == oid::kAnyenum) p.is_enum = true;
        [[fallthrough]];
      case oid::kAnyelement: p.any = true; take(&p.element, a, "anyelement"); break;
      case oid::kAnyarray: p.any = true; take(&p.array, base, "anyarray"); break;
      case oid::kAnyrange: p.any = true; take(&p.range, base, "anyrange"); break;
      case oid::kAnymultirange: p.any = true; take(&p.multirange, base, "anymultirange"); break;
      case oid::kAnycompatible:
      case oid::kAnycompatiblenonarray:
        p.any_compatible = true;
        if (a != oid::kUnknown) take_compatible(a);
        break;
      case oid::kAnycompatiblearray:
        p.any_compatible = true;
        if (a == oid::kUnknown) break;
        if (type(base).kind != TypeKind::kArray) {
          throw_error(sqlstate::datatype_mismatch,
                      "argument declared anycompatiblearray is not an array but type " +
                          type_text(a));
        }
        take_compatible(type(base).element_oid);
        break;
      case oid::kAnycompatiblerange:
        p.any_compatible = true;
        if (a != oid::kUnknown) {
          take(&p.c_range, base, "anycompatiblerange");
          take_compatible(type(base).element_oid);
        }
        break;
      case oid::kAnycompatiblemultirange:
        p.any_compatible = true;
        if (a != oid::kUnknown) {
          take(&p.c_multirange, base, "anycompatiblemultirange");
          take_compatible(type(type(base).element_oid).element_oid);
        }
        break;
      default: break;
    }
  }
  if (!p.any && !p.any_compatible) return result;
  if (p.any) {
    if (p.array != kNoOid) {
      const TypeInfo& info = type(p.array);
      if (p.array == oid::kAnyarray && allow_poly) {
        if (p.element == kNoOid) p.element = oid::kAnyelement;
      } else if (info.kind != TypeKind::kArray) {
        throw_error(sqlstate::datatype_mismatch,
                    "argument declared anyarray is not an array but type " + type_text(p.array));
      } else if (p.element == kNoOid) {
        p.element = info.element_oid;
      } else if (p.element != info.element_oid) {
        throw_error(Error(sqlstate::datatype_mismatch,
                          "argument declared anyarray is not consistent with argument declared "
                          "anyelement")
                        .with_detail(type_text(p.array) + " versus " + type_text(p.element)));
      }
    }
    if (p.multirange != kNoOid) {
      const TypeInfo& info = type(p.multirange);
      if (info.kind != TypeKind::kMultirange) {
        throw_error(sqlstate::datatype_mismatch,
                    "argument declared anymultirange is not a multirange type but type " +
                        type_text(p.multirange));
      }
      if (p.range == kNoOid) {
        p.range = info.element_oid;
      } else if (p.range != info.element_oid) {
        throw_error(Error(sqlstate::datatype_mismatch,
                          "argument declared anymultirange is not consistent with argument "
                          "declared anyrange")
                        .with_detail(type_text(p.multirange) + " versus " + type_text(p.range)));
      }
    }
    if (p.range != kNoOid) {
      const TypeInfo& info = type(p.range);
      if (info.kind != TypeKind::kRange) {
        throw_error(sqlstate::datatype_mismatch, "argument declared anyrange is not a range type "
                                                 "but type " + type_text(p.range));
      }
      if (p.element == kNoOid) {
        p.element = info.element_oid;
      } else if (p.element != info.element_oid) {
        throw_error(Error(sqlstate::datatype_mismatch,
                          "argument declared anyrange is not consistent with argument declared "
                          "anyelement")
                        .with_detail(type_text(p.range) + " versus " + type_text(p.element)));
      }
    }
    if (p.element == kNoOid) {
      // Only untyped literals or nothing to tell by.
      throw_error(sqlstate::datatype_mismatch,
                  "could not determine polymorphic type because input has type unknown");
    }
    const TypeInfo& element = type(base_type(p.element));
    if (p.nonarray && element.kind == TypeKind::kArray) {
      throw_error(sqlstate::datatype_mismatch,
                  "type matched to anynonarray is an array type: " + type_text(p.element));
    }
    if (p.is_enum && element.kind != TypeKind::kEnum) {
      throw_error(sqlstate::datatype_mismatch,
                  "type matched to anyenum is not an enum type: " + type_text(p.element));
    }
  }
  Oid common = kNoOid;
  if (p.any_compatible) {
    common = p.compatible.empty() ? oid::kText : common_type_of(p.compatible);
    if (common == kNoOid) {
      throw_error(sqlstate::datatype_mismatch,
                  "arguments of anycompatible family cannot be cast to a common type");
    }
    if (p.c_nonarray && type(common).kind == TypeKind::kArray) {
      throw_error(sqlstate::datatype_mismatch,
                  "type matched to anycompatiblenonarray is an array type: " + type_text(common));
    }
  }
  if (p.range != kNoOid && p.multirange == kNoOid) p.multirange = multirange_of(type(p.range));
  if (p.c_multirange != kNoOid && p.c_range == kNoOid) {
    p.c_range = type(p.c_multirange).element_oid;
  }
  if (p.c_range != kNoOid && p.c_multirange == kNoOid) {
    p.c_multirange = multirange_of(type(p.c_range));
  }
  const auto array_of = [&](Oid element) {
    if (element == oid::kAnyelement) return oid::kAnyarray;
    const Oid array = type(element).array_oid;
    if (array == kNoOid) {
      throw_error(sqlstate::undefined_object,
                  "could not find array type for data type " + type_text(element));
    }
    return array;
  };
  const auto actual_of = [&](Oid t) -> Oid {
    switch (t) {
      case oid::kAnyelement: case oid::kAnynonarray: case oid::kAnyenum: return p.element;
      case oid::kAnyarray: return p.array != kNoOid ? p.array : array_of(p.element);
      case oid::kAnyrange: return p.range;
      case oid::kAnymultirange: return p.multirange;
      case oid::kAnycompatible: case oid::kAnycompatiblenonarray: return common;
      case oid::kAnycompatiblearray: return array_of(common);
      case oid::kAnycompatiblerange: return p.c_range;
      case oid::kAnycompatiblemultirange: return p.c_multirange;
      default: return t;
    }
  };
  for (Oid& t : declared) t = actual_of(t);
  const Oid made = actual_of(result);
  if (made == kNoOid && result != kNoOid) {
    throw_error(sqlstate::undefined_object,
                "could not determine polymorphic type " + type_text(result) +
                    " because input has type unknown");
  }
  return made;
}

}  // namespace rung::planner
