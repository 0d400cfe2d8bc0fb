#include "catalog/row_codec.h"

#include "base/bytes.h"

namespace rung::catalog {
namespace {

constexpr uint16_t kWideBit = 0x8000, kStampBit = 0x4000;
constexpr uint16_t kLayoutBits = static_cast<uint16_t>(~(kWideBit | kStampBit));
constexpr size_t kStampBytes = 4;
constexpr uint32_t kFrozenTransaction = 2;

bool is_stamped(std::string_view row) {
  return row.size() >= 2 + kStampBytes && (load_le<uint16_t>(row.data()) & kStampBit) != 0;
}

uint32_t fixed_width(StorageClass storage) {
  switch (storage) {
    case StorageClass::kInt8: return 1;
    case StorageClass::kInt16: return 2;
    case StorageClass::kInt32:
    case StorageClass::kFloat32: return 4;
    case StorageClass::kInt64:
    case StorageClass::kFloat64: return 8;
    case StorageClass::kFixed16: return 16;
    case StorageClass::kBytes: return 0;
  }
  return 0;
}

void write_fixed(StorageClass storage, const Datum& value, char* to) {
  switch (storage) {
    case StorageClass::kInt8: *to = static_cast<char>(value.i); break;
    case StorageClass::kInt16: store_le(to, static_cast<int16_t>(value.i)); break;
    case StorageClass::kInt32: store_le(to, static_cast<int32_t>(value.i)); break;
    case StorageClass::kInt64: store_le(to, value.i); break;
    case StorageClass::kFloat32: {
      const auto narrow = static_cast<float>(value.d);
      std::memcpy(to, &narrow, sizeof narrow);
      break;
    }
    case StorageClass::kFloat64: std::memcpy(to, &value.d, sizeof value.d); break;
    case StorageClass::kFixed16: std::memcpy(to, value.p, 16); break;
    case StorageClass::kBytes: RUNG_UNREACHABLE();
  }
}

Datum read_fixed(StorageClass storage, const char* from) {
  switch (storage) {
    case StorageClass::kInt8: return Datum::of_int(static_cast<signed char>(*from));
    case StorageClass::kInt16: return Datum::of_int(load_le<int16_t>(from));
    case StorageClass::kInt32: return Datum::of_int(load_le<int32_t>(from));
    case StorageClass::kInt64: return Datum::of_int(load_le<int64_t>(from));
    case StorageClass::kFloat32: {
      float narrow;
      std::memcpy(&narrow, from, sizeof narrow);
      return Datum::of_float(static_cast<double>(narrow));
    }
    case StorageClass::kFloat64: {
      double wide;
      std::memcpy(&wide, from, sizeof wide);
      return Datum::of_float(wide);
    }
    case StorageClass::kFixed16: return Datum::of_bytes({from, 16});
    case StorageClass::kBytes: break;
  }
  RUNG_UNREACHABLE();
}

[[noreturn]] void throw_damaged(const std::string& relation, const char* what) {
  throw_error(sqlstate::data_corrupted,
              "damaged row in table \"" + relation + "\": " + what);
}

}  // namespace

void append_value(StorageClass storage, const Datum& value, std::string* to) {
  if (storage == StorageClass::kBytes) {
    to->append(value.bytes());
    return;
  }
  char bytes[16];
  write_fixed(storage, value, bytes);
  to->append(bytes, fixed_width(storage));
}

Datum read_value(StorageClass storage, std::string_view bytes) {
  if (storage == StorageClass::kBytes) return Datum::of_bytes(bytes);
  if (bytes.size() != fixed_width(storage)) {
    throw_error(sqlstate::data_corrupted, "damaged stored value: wrong width");
  }
  return read_fixed(storage, bytes.data());
}

void stamp_row(uint32_t writer, std::string* row) {
  const auto head = load_le<uint16_t>(row->data());
  store_le(row->data(), static_cast<uint16_t>(head | kStampBit));
  append_le(*row, writer);
}

uint32_t writer_of_row(std::string_view row) {
  return is_stamped(row) ? load_le<uint32_t>(row.data() + row.size() - kStampBytes)
                         : kFrozenTransaction;
}

std::string unstamped_row(std::string_view row) {
  std::string plain(row);
  if (!is_stamped(row)) return plain;
  plain.resize(row.size() - kStampBytes);
  const auto head = load_le<uint16_t>(row.data());
  store_le(plain.data(), static_cast<uint16_t>(head & static_cast<uint16_t>(~kStampBit)));
  return plain;
}

std::string row_key(RowId id) {
  std::string key;
  append_be(key, id);
  return key;
}

RowId row_id_of(std::string_view key) {
  if (key.size() != sizeof(RowId)) {
    throw_error(sqlstate::data_corrupted, "damaged row id: wrong width");
  }
  return load_be<RowId>(key.data());
}

RowCodec::RowCodec(const Relation& relation)
    : current_(relation.layout), relation_name_(relation.name) {
  columns_.reserve(relation.columns.size());  // `missing` may point into its own element
  for (const Attribute& a : relation.columns) {
    Column& column = columns_.emplace_back(
        Column{a.storage, a.dropped, a.first_layout, a.dropped_layout, Datum(), a.missing});
    if (a.has_missing) column.missing = read_value(a.storage, column.missing_bytes);
  }
  current_layout_ = make_layout(current_);
}

RowCodec::~RowCodec() = default;

const RowCodec::Layout& RowCodec::older_layout(uint16_t number) const {
  if (number > current_) throw_damaged(relation_name_, "unknown layout");
  std::lock_guard lock(mutex_);
  if (layouts_.size() <= number) layouts_.resize(number + 1u);
  if (layouts_[number] == nullptr) layouts_[number] = std::make_unique<Layout>(make_layout(number));
  return *layouts_[number];
}

RowCodec::Layout RowCodec::make_layout(uint16_t number) const {
  Layout made;
  made.slots.resize(columns_.size());
  uint16_t present = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Column& c = columns_[i];
    if (c.first_layout <= number && number < c.dropped_layout) {
      made.slots[i].present = true;
      made.slots[i].null_bit = present++;
    }
  }
  uint32_t offset = 2 + (present + 7u) / 8u;
  for (size_t i = 0; i < columns_.size(); ++i) {
    Slot& slot = made.slots[i];
    if (!slot.present) continue;
    const uint32_t width = fixed_width(columns_[i].storage);
    if (width == 0) {
      slot.offset = static_cast<int32_t>(made.variable_count++);
    } else {
      slot.offset = static_cast<int32_t>(offset);
      offset += width;
    }
  }
  made.fixed_end = offset;
  return made;
}

void RowCodec::encode(std::span<const Datum> values, std::string* row) const {
  RUNG_CHECK(values.size() == columns_.size());
  const Layout& lay = layout(current_);
  size_t variable_bytes = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (lay.slots[i].present && columns_[i].storage == StorageClass::kBytes && !values[i].null) {
      variable_bytes += values[i].n;
    }
  }
  const size_t narrow_total = lay.fixed_end + 2u * lay.variable_count + variable_bytes;
  const bool wide = narrow_total > 0xFFFF;
  const size_t end_width = wide ? 4 : 2;
  const size_t total = lay.fixed_end + end_width * lay.variable_count + variable_bytes;
  // What reads it keeps it whole in an arena, which draws the line here too; as does PostgreSQL.
  constexpr size_t kRowBytesMax = 0x3FFFFFFF - 4;
  if (total > kRowBytesMax) {
    throw_error(sqlstate::internal_error,
                "invalid memory alloc request size " + std::to_string(total + 4));
  }
  row->assign(total, '\0');
  char* base = row->data();
  store_le(base, static_cast<uint16_t>(current_ | (wide ? kWideBit : 0)));
  size_t at = lay.fixed_end + end_width * lay.variable_count;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Slot& slot = lay.slots[i];
    if (!slot.present) continue;
    const Datum& value = values[i];
    const bool null = value.null || columns_[i].dropped;
    if (null) {
      base[2 + slot.null_bit / 8] =
          static_cast<char>(base[2 + slot.null_bit / 8] | (1 << (slot.null_bit % 8)));
    }
    if (columns_[i].storage != StorageClass::kBytes) {
      if (!null) write_fixed(columns_[i].storage, value, base + slot.offset);
      continue;
    }
    if (!null && value.n > 0) {
      std::memcpy(base + at, value.p, value.n);
      at += value.n;
    }
    char* end = base + lay.fixed_end + end_width * static_cast<size_t>(slot.offset);
    if (wide) {
      store_le(end, static_cast<uint32_t>(at));
    } else {
      store_le(end, static_cast<uint16_t>(at));
    }
  }
}

Datum RowCodec::read(std::string_view row, const Layout& lay, bool wide, size_t column) const {
  const Column& c = columns_[column];
  const Slot& slot = lay.slots[column];
  if (!slot.present) return c.missing;
  if ((row[2 + slot.null_bit / 8] >> (slot.null_bit % 8)) & 1) return Datum();
  if (c.storage != StorageClass::kBytes) return read_fixed(c.storage, row.data() + slot.offset);
  const size_t end_width = wide ? 4 : 2;
  const size_t heap = lay.fixed_end + end_width * lay.variable_count;
  const auto end_at = [&](int32_t index) -> size_t {
    const char* p = row.data() + lay.fixed_end + end_width * static_cast<size_t>(index);
    return wide ? load_le<uint32_t>(p) : load_le<uint16_t>(p);
  };
  const size_t end = end_at(slot.offset);
  const size_t begin = slot.offset == 0 ? heap : end_at(slot.offset - 1);
  if (begin < heap || begin > end || end > row.size()) {
    throw_damaged(relation_name_, "value outside the row");
  }
  return Datum::of_bytes(row.substr(begin, end - begin));
}

void RowCodec::decode(std::string_view row, std::span<Datum> values) const {
  if (row.size() < 2) throw_damaged(relation_name_, "too short");
  const auto head = load_le<uint16_t>(row.data());
  const bool wide = (head & kWideBit) != 0;
  const Layout& lay = layout(head & kLayoutBits);
  if (is_stamped(row)) row.remove_suffix(kStampBytes);
  if (row.size() < lay.fixed_end + (wide ? 4u : 2u) * lay.variable_count) {
    throw_damaged(relation_name_, "too short");
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    values[i] = columns_[i].dropped ? Datum() : read(row, lay, wide, i);
  }
}

void RowCodec::decode(std::string_view row, std::span<const int32_t> wanted,
                      std::span<Datum> values) const {
  if (row.size() < 2) throw_damaged(relation_name_, "too short");
  const auto head = load_le<uint16_t>(row.data());
  const bool wide = (head & kWideBit) != 0;
  const Layout& lay = layout(head & kLayoutBits);
  if (is_stamped(row)) row.remove_suffix(kStampBytes);
  if (row.size() < lay.fixed_end + (wide ? 4u : 2u) * lay.variable_count) {
    throw_damaged(relation_name_, "too short");
  }
  for (const int32_t attno : wanted) {
    const auto i = static_cast<size_t>(attno) - 1;
    values[i] = columns_[i].dropped ? Datum() : read(row, lay, wide, i);
  }
}

}  // namespace rung::catalog
