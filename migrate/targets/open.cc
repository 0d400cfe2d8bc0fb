#include "migrate/target.h"
#include "migrate/targets/embedded.h"

namespace rung::migrate {

std::unique_ptr<Target> open_target(const DatabaseUrl& url, const TargetOptions& options) {
  switch (url.kind) {
    case DatabaseUrl::Kind::kEmbedded:
      return std::make_unique<EmbeddedTarget>(url, options);
    case DatabaseUrl::Kind::kPostgres:
      break;
  }
  throw_error(Error(sqlstate::feature_not_supported, "postgres:// URLs are not supported yet")
                  .with_hint("Use a rung: URL, as in rung:db/app.rung."));
}

}  // namespace rung::migrate
