// EmbeddedTarget: a file of our own engine, opened in this process on first use.
#pragma once

#include <memory>
#include <string>

#include "migrate/target.h"

namespace rung::migrate {

class EmbeddedTarget final : public Target {
 public:
  EmbeddedTarget(const DatabaseUrl& url, TargetOptions options);
  ~EmbeddedTarget() override;

  const std::string& name() const override { return path_; }
  bool exists() override;
  void create() override;
  void drop() override;
  void ping() override;
  using Target::execute;
  void execute(std::string_view sql, api::ResultSink& sink, Params params = {}) override;
  std::optional<std::string> query_value(std::string_view sql, Params params = {}) override;
  api::TransactionStatus transaction_status() override;
  void defer_durability() override;
  void make_durable() override;
  std::string dump_schema() override;
  void cancel() noexcept override;
  void close() override;

 private:
  api::Session& session();
  void open(bool create);

  std::string path_;
  std::string search_path_;
  TargetOptions options_;
  std::unique_ptr<api::Database> database_;
  std::unique_ptr<api::Session> session_;
};

}  // namespace rung::migrate
