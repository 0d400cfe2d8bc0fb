// SessionServices: the session's side of types/services.h, for functions and types.
#pragma once

#include <map>

#include "session/session.h"

namespace rung::session {

class SessionServices final : public Services {
 public:
  explicit SessionServices(Session& session) : session_(session) {}

  int64_t transaction_timestamp() override { return session_.transaction_start(); }
  int64_t statement_timestamp() override { return session_.statement_start(); }
  int64_t clock_timestamp() override;
  void random_bytes(char* to, size_t bytes) override;
  double random() override;
  void set_seed(double seed) override;
  void sleep_us(int64_t us) override;

  int64_t nextval(Oid sequence) override;
  int64_t currval(Oid sequence) override;
  int64_t lastval() override;
  void setval(Oid sequence, int64_t value, bool is_called) override;

  std::optional<std::string> setting(std::string_view name) override;
  void set_setting(std::string_view name, std::string_view value, bool local) override;
  std::string current_user() override;
  std::string session_user() override;
  std::string current_database() override;
  std::vector<std::string> search_path(bool implicit) override;
  uint64_t transaction_id() override;

  Oid lookup_name(Oid kind, std::string_view text, bool missing_ok) override;
  // As default_text_search_config keeps it; nullopt when there is no such configuration.
  std::optional<std::string> text_search_setting(std::string_view name);
  std::string object_name(Oid kind, Oid object) override;
  Oid parse_type(std::string_view text, int32_t* typmod) override;
  std::optional<std::string> describe(
      std::string_view function, const std::vector<std::optional<std::string>>& args) override;

  Datum call_function(Oid function, FnCall& call, const Datum* args) override;
  RowStream* open_function(Oid function, FnCall& call, const Datum* args) override;
  void check_domain(Oid domain, const Datum& value) override;

  bool advisory_lock(int64_t key, bool shared, bool wait, bool session) override;
  bool advisory_unlock(int64_t key, bool shared) override;
  void notice(Error error) override;
  void check_interrupt() override { session_.check_interrupt(); }

  // currval() and lastval() are undefined again.
  void forget_sequences() {
    current_values_.clear();
    last_sequence_ = kNoOid;
  }
  // Lets go of the locks that pg_advisory_xact_lock() took.
  void end_transaction();

 private:
  Oid lookup_function(Oid kind, std::string_view text, bool missing_ok);
  int updatable_events(Oid relation, bool include_triggers, int depth);
  // pg_get_partkeydef and the like. pg_partition_tree: one line per table, "oid parent leaf level".
  std::optional<std::string> partition_describe(std::string_view function, Oid table);
  std::optional<std::string> session_describe(std::string_view function,
                                              const std::vector<std::optional<std::string>>& args);
  catalog::Catalog& catalog() { return session_.transaction().catalog(); }
  const catalog::Relation& sequence(Oid oid);

  Session& session_;
  struct {
    std::string name;
    uint64_t version = 0;
    std::optional<std::string> value;
  } asked_;  // the setting asked for last
  std::map<Oid, int64_t> current_values_;  // currval() of this session
  Oid last_sequence_ = kNoOid;
  uint64_t random_state_[2] = {0, 0};
  std::vector<std::pair<int64_t, bool>> transaction_locks_;  // key, shared
};

}  // namespace rung::session
