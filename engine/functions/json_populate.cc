// Rows from JSON: json_populate_record(set), json_to_record(set) and their jsonb siblings. The shape
// of a row comes from its composite type, from the record given, or from the call site: of a call in
// FROM the binder leaves the columns as typed NULLs in Expr::direct, their names in Expr::names.
#include "expr/expr.h"
#include "functions/groups.h"
#include "functions/json_util.h"
#include "types/array.h"
#include "types/record.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;

struct Field {
  std::string name;
  Oid type = kNoOid;  // kNoOid: dropped
  int32_t typmod = -1;
};

// A value of json, as its source, or of jsonb.
class JsonNode {
 public:
  explicit JsonNode(std::string_view text) : text_(text), kind_(json_kind(text)) {}
  explicit JsonNode(const JsonbView& view) : view_(view), kind_(view.kind()) {}

  JsonKind kind() const { return kind_; }
  bool is_null() const { return kind_ == JsonKind::kNull; }
  std::string source() const {
    if (!view_) return std::string(text_);
    std::string text;
    append_jsonb(*view_, &text);
    return text;
  }
  // As ->> shows it.
  std::string text() const {
    if (kind_ != JsonKind::kString) return source();
    return view_ ? std::string(view_->text()) : json_scalar_text(text_);
  }
  std::vector<JsonNode> elements() const {
    std::vector<JsonNode> nodes;
    if (view_) {
      for (uint32_t i = 0; i < view_->size(); ++i) nodes.emplace_back(view_->element(i));
    } else {
      for (const JsonPiece& piece : json_pieces(text_)) nodes.emplace_back(piece.value);
    }
    return nodes;
  }
  // The pairs of an object, to look up many keys; of equal ones the last counts.
  class Pairs {
   public:
    explicit Pairs(const JsonNode& node) : view_(node.view_) {
      if (!view_) pieces_ = json_pieces(node.text_);
    }
    std::optional<JsonNode> find(std::string_view key) const {
      if (view_) {
        const std::optional<JsonbView> found = view_->find(key);
        return found ? std::optional<JsonNode>(JsonNode(*found)) : std::nullopt;
      }
      for (size_t i = pieces_.size(); i > 0; --i) {
        if (pieces_[i - 1].key == key) return JsonNode(pieces_[i - 1].value);
      }
      return std::nullopt;
    }

   private:
    std::optional<JsonbView> view_;
    std::vector<JsonPiece> pieces_;
  };

 private:
  std::string_view text_;
  std::optional<JsonbView> view_;
  JsonKind kind_;
};

class Populator {
 public:
  explicit Populator(TypeEnv& env) : env_(env) {}

  // A row of `fields`; what the object does not name keeps its value in `defaults`.
  Datum row(const JsonNode& node, Oid type, const std::vector<Field>& fields,
            const Datum& defaults) {
    if (node.kind() != JsonKind::kObject) {
      throw_error(sqlstate::invalid_parameter_value,
                  std::string("cannot call populate_composite on ") +
                      (node.kind() == JsonKind::kArray ? "an array" : "a scalar"));
    }
    const JsonNode::Pairs pairs(node);
    std::optional<RecordView> old;
    if (!defaults.null) old.emplace(defaults);
    RecordBuilder builder(type);
    for (size_t i = 0; i < fields.size(); ++i) {
      const Field& field = fields[i];
      if (field.type == kNoOid) {
        builder.add_dropped();
        continue;
      }
      const TypeInfo& info = env_.type(field.type);
      const std::optional<JsonNode> found = pairs.find(field.name);
      if (!found && old && i < old->size()) {
        builder.add(info, old->field(static_cast<uint32_t>(i)));
        continue;
      }
      key_ = field.name;
      builder.add(info, value(found ? &*found : nullptr, info, field.typmod));
    }
    return builder.finish(*env_.arena);
  }

 private:
  // nullptr: the object does not have it.
  Datum value(const JsonNode* node, const TypeInfo& type, int32_t typmod) {
    const Depth depth(*this);
    const bool null = node == nullptr || node->is_null();
    if (type.kind == TypeKind::kDomain) {
      const Datum base = value(node, env_.type(type.base_oid), type.base_typmod);
      env_.services->check_domain(type.oid, base);
      return base;
    }
    if (type.oid == kJson || type.oid == kJsonb) {
      if (node == nullptr || null) return {};
      return type.ops->input(env_, type, node->source(), typmod);
    }
    if (null) return {};
    if (node->kind() != JsonKind::kString) {
      if (type.kind == TypeKind::kArray) return array(*node, type, typmod);
      if (type.kind == TypeKind::kComposite && type.fields != nullptr) {
        const std::string key = key_;
        const Datum made = row(*node, type.oid, fields_of(type), Datum());
        key_ = key;
        return made;
      }
    }
    return type.ops->input(env_, type, env_.keep(node->text()), typmod);
  }

  Datum array(const JsonNode& node, const TypeInfo& type, int32_t typmod) {
    const TypeInfo& element = env_.type(type.element_oid);
    ArrayBuilder builder(element);
    std::vector<int32_t> lengths;
    int dimensions = 0;  // 0: not known yet
    std::vector<size_t> path;
    collect(node, element, typmod, 0, &dimensions, &lengths, &path, &builder);
    if (builder.size() == 0) return empty_array(*env_.arena, element);
    const std::vector<int32_t> lowers(lengths.size(), 1);
    return builder.finish(*env_.arena, dimensions, lengths.data(), lowers.data());
  }
  // The arrays of one level. The first value that is no array tells how many levels there are.
  void collect(const JsonNode& node, const TypeInfo& element, int32_t typmod, size_t level,
               int* dimensions, std::vector<int32_t>* lengths, std::vector<size_t>* path,
               ArrayBuilder* builder) {
    if (node.kind() != JsonKind::kArray) throw_expected_array(*path);
    if (level >= static_cast<size_t>(kArrayDimensionsMax)) {
      throw_error(sqlstate::program_limit_exceeded,
                  "number of array dimensions (" + std::to_string(level + 1) +
                      ") exceeds the maximum allowed (" + std::to_string(kArrayDimensionsMax) +
                      ")");
    }
    const std::vector<JsonNode> items = node.elements();
    const int32_t length = static_cast<int32_t>(items.size());
    if (level < lengths->size()) {
      if ((*lengths)[level] != length) {
        throw_error(Error(sqlstate::invalid_text_representation, "malformed JSON array")
                        .with_detail("Multidimensional arrays must have sub-arrays with matching "
                                     "dimensions."));
      }
    } else {
      lengths->push_back(length);
    }
    const int deep = static_cast<int>(level) + 1;
    if (items.empty() && *dimensions == 0) *dimensions = deep;
    for (size_t i = 0; i < items.size(); ++i) {
      path->push_back(i);
      if (*dimensions == 0 && items[i].kind() != JsonKind::kArray) *dimensions = deep;
      if (*dimensions == deep) {
        builder->add(value(&items[i], element, typmod));
      } else {
        collect(items[i], element, typmod, level + 1, dimensions, lengths, path, builder);
      }
      path->pop_back();
    }
  }
  [[noreturn]] void throw_expected_array(const std::vector<size_t>& path) const {
    std::string place;
    for (const size_t index : path) place += "[" + std::to_string(index) + "]";
    throw_error(Error(sqlstate::invalid_text_representation, "expected JSON array")
                    .with_hint(place.empty()
                                   ? "See the value of key \"" + key_ + "\"."
                                   : "See the array element " + place + " of key \"" + key_ +
                                         "\"."));
  }

  // Types may nest no deeper than the values of one.
  class Depth {
   public:
    explicit Depth(Populator& owner) : owner_(owner) {
      if (++owner_.depth_ > kJsonDepthMax) throw_json_depth();
    }
    ~Depth() { --owner_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    Populator& owner_;
  };

 public:
  static std::vector<Field> fields_of(const TypeInfo& type) {
    std::vector<Field> fields;
    for (const CompositeField& f : *type.fields) {
      if (f.dropped) {
        fields.emplace_back();
      } else {
        fields.push_back({f.name, f.type, f.typmod});
      }
    }
    return fields;
  }

 private:
  TypeEnv& env_;
  std::string key_;
  int depth_ = 0;
};

// What the rows of a call look like.
struct Shape {
  Oid type = kRecord;
  Oid domain = kNoOid;
  std::vector<Field> fields;
};

Shape shape_of(FnCall& call, const char* name, bool populates, const Datum& defaults) {
  Shape shape;
  if (populates) {
    const TypeInfo* type = &call.e().type(call.arg_types[0]);
    if (type->kind == TypeKind::kDomain) shape.domain = type->oid;
    while (type->kind == TypeKind::kDomain) type = &call.e().type(type->base_oid);
    if (type->oid != kRecord && type->kind != TypeKind::kComposite) {
      throw_error(sqlstate::datatype_mismatch,
                  std::string("first argument of ") + name + " must be a row type");
    }
    shape.type = type->oid;
    if (type->fields != nullptr) {
      shape.fields = Populator::fields_of(*type);
      return shape;
    }
  }
  // A record given has its own names, whatever the call site calls the columns.
  const bool names_itself = shape.type == kRecord && !defaults.null;
  if (!names_itself && call.site != nullptr && !call.site->direct.empty()) {
    for (size_t i = 0; i < call.site->direct.size(); ++i) {
      const Expr& column = *call.site->direct[i];
      shape.fields.push_back({call.site->names[i], column.type, column.typmod});
    }
    return shape;
  }
  if (!defaults.null) {
    const RecordView view(defaults);
    for (uint32_t i = 0; i < view.size(); ++i) {
      shape.fields.push_back({"f" + std::to_string(i + 1), view.field_oid(i), -1});
    }
    return shape;
  }
  throw_error(Error(sqlstate::feature_not_supported,
                    std::string("could not determine row type for result of ") + name)
                  .with_hint("Provide a non-null record argument, or call the function in the FROM "
                             "clause using a column definition list."));
}

template <bool kBinary>
JsonNode node_of(const Datum& value) {
  if constexpr (kBinary) {
    return JsonNode(jsonb_of(value));
  } else {
    return JsonNode(value.bytes());
  }
}
Datum populated(FnCall& call, const Shape& shape, const JsonNode& node, const Datum& defaults) {
  const Datum row = Populator(call.e()).row(node, shape.type, shape.fields, defaults);
  if (shape.domain != kNoOid) call.e().services->check_domain(shape.domain, row);
  return row;
}

template <bool kBinary>
Datum populate_record(FnCall& call, const Datum* a) {
  const char* name = kBinary ? "jsonb_populate_record" : "json_populate_record";
  const Shape shape = shape_of(call, name, true, a[0]);
  if (a[1].null) return a[0];
  return populated(call, shape, node_of<kBinary>(a[1]), a[0]);
}
template <bool kBinary>
Datum to_record(FnCall& call, const Datum* a) {
  const char* name = kBinary ? "jsonb_to_record" : "json_to_record";
  const Shape shape = shape_of(call, name, false, Datum());
  return populated(call, shape, node_of<kBinary>(a[0]), Datum());
}

class RowsOfArray : public RowStream {
 public:
  RowsOfArray(FnCall& call, Shape shape, std::vector<JsonNode> items, const Datum& defaults)
      : call_(call), shape_(std::move(shape)), items_(std::move(items)), defaults_(defaults) {}
  bool next(Datum* columns) override {
    if (at_ >= items_.size()) return false;
    columns[0] = populated(call_, shape_, items_[at_++], defaults_);
    return true;
  }

 private:
  FnCall& call_;
  Shape shape_;
  std::vector<JsonNode> items_;
  Datum defaults_;
  size_t at_ = 0;
};

template <bool kBinary>
std::unique_ptr<RowStream> rows(FnCall& call, const char* name, bool populates, const Datum& json,
                                const Datum& defaults) {
  Shape shape = shape_of(call, name, populates, defaults);
  std::vector<JsonNode> items;
  if (!json.null) {
    const JsonNode node = node_of<kBinary>(json);
    if (node.kind() != JsonKind::kArray) {
      const char* what = kBinary                              ? "a non-array"
                         : node.kind() == JsonKind::kObject ? "an object"
                                                              : "a scalar";
      throw_error(sqlstate::invalid_parameter_value,
                  std::string("cannot call ") + name + " on " + what);
    }
    items = node.elements();
    for (const JsonNode& item : items) {
      if (item.kind() != JsonKind::kObject) {
        throw_error(sqlstate::invalid_parameter_value,
                    std::string("argument of ") + name + " must be an array of objects");
      }
    }
  }
  return std::make_unique<RowsOfArray>(call, std::move(shape), std::move(items), defaults);
}
template <bool kBinary>
std::unique_ptr<RowStream> populate_recordset(FnCall& call, const Datum* a) {
  return rows<kBinary>(call, kBinary ? "jsonb_populate_recordset" : "json_populate_recordset", true,
                       a[1], a[0]);
}
template <bool kBinary>
std::unique_ptr<RowStream> to_recordset(FnCall& call, const Datum* a) {
  return rows<kBinary>(call, kBinary ? "jsonb_to_recordset" : "json_to_recordset", false, a[0],
                       Datum());
}

constexpr FunctionDef kFunctions[] = {
    {3204, "json_to_record", kRecord, {kJson}, kStrict | kStable, to_record<false>},
    {3209, "jsonb_populate_record", kAnyelement, {kAnyelement, kJsonb}, kStable,
     populate_record<true>, nullptr, "jsonb_populate_record(ROW(1, 2), '{\"f1\": 7}')", "(7,2)"},
    {3490, "jsonb_to_record", kRecord, {kJsonb}, kStrict | kStable, to_record<true>},
    {3960, "json_populate_record", kAnyelement, {kAnyelement, kJson, kBool}, kStable | kDefaults1,
     populate_record<false>, nullptr, "json_populate_record(ROW(1, 2), '{\"f1\": 7}')", "(7,2)"},
};

constexpr SetFunctionDef kSetFunctions[] = {
    {3205, "json_to_recordset", kRecord, {kJson}, kStable, to_recordset<false>},
    {3475, "jsonb_populate_recordset", kAnyelement, {kAnyelement, kJsonb}, kStable,
     populate_recordset<true>},
    {3491, "jsonb_to_recordset", kRecord, {kJsonb}, kStable, to_recordset<true>},
    {3961, "json_populate_recordset", kAnyelement, {kAnyelement, kJson, kBool},
     kStable | kDefaults1, populate_recordset<false>},
};

}  // namespace

const FunctionGroup kJsonPopulateGroup = {.functions = kFunctions, .set_functions = kSetFunctions};

}  // namespace rung
