// The stored form of catalog objects: one visit_fields() per kind lists its fields, and both the
// writer and the reader walk that list.
//
// Format: class byte, then the object as a record. A record is its byte length (varint) and its
// fields in order; a reader that finds a shorter record leaves the remaining fields at their
// defaults, and skips what a longer one has behind them: fields may be appended, never moved.
// Integers are varints (zigzag when signed), strings and lists are counted, doubles 8 bytes.
// Bytes that do not decode are XX001.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "catalog/objects.h"

namespace rung::catalog {

std::string serialize_object(const Object& object);
std::unique_ptr<Object> deserialize_object(std::string_view bytes);
// A copy of its own, to be changed.
std::unique_ptr<Object> clone_object(const Object& object);

}  // namespace rung::catalog
