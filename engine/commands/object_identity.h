// What pg_identify_object() and event triggers say of an object: its kind, and names that do not
// depend on the search path.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/objects.h"
#include "executor/context.h"

namespace rung::commands {

struct ObjectIdentity {
  std::string type;      // "table column"
  std::string identity;  // "public.t.c", quoted as SQL needs it
  std::optional<std::string> schema;  // "pg_temp" for temporary objects
  std::optional<std::string> name;    // where it alone tells objects of a schema apart
  std::vector<std::string> names, arguments;  // for pg_get_object_address()
  bool temporary = false;
};

// nullopt when there is no such object.
std::optional<ObjectIdentity> identify_object(ExecContext& exec, catalog::ObjectAddress object);

}  // namespace rung::commands
