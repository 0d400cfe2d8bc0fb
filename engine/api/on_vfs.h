// For tests: a database on a Vfs of one's own, which must outlive it. Not part of the public face.
#pragma once

#include "api/database.h"
#include "storage/store.h"

namespace rung::api {

std::unique_ptr<Database> open_on(os::Vfs& vfs, const std::string& path,
                                  const storage::StoreOptions& options);

}  // namespace rung::api
