// Services: what functions and types need from the session above them (the clock, sequences, name
// look-up, settings). An interface owned by this lower module, implemented by session/. Each
// default raises 0A000, so that tests may implement only what they use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "types/datum.h"

namespace rung {

struct FnCall;    // expr/function.h
class RowStream;  // expr/function.h

class Services {
 public:
  virtual ~Services() = default;

  // Clock, in microseconds since 2000-01-01 UTC.
  virtual int64_t transaction_timestamp() { unsupported("now()"); }
  virtual int64_t statement_timestamp() { unsupported("statement_timestamp()"); }
  virtual int64_t clock_timestamp() { unsupported("clock_timestamp()"); }
  virtual void random_bytes(char*, size_t) { unsupported("random()"); }
  virtual double random() { unsupported("random()"); }  // [0, 1), seeded by setseed
  virtual void set_seed(double) { unsupported("setseed()"); }
  virtual void sleep_us(int64_t) { unsupported("pg_sleep()"); }

  // Sequences, by relation oid.
  virtual int64_t nextval(Oid) { unsupported("nextval()"); }
  virtual int64_t currval(Oid) { unsupported("currval()"); }
  virtual int64_t lastval() { unsupported("lastval()"); }
  virtual void setval(Oid, int64_t, bool /*is_called*/) { unsupported("setval()"); }

  // Settings.
  virtual std::optional<std::string> setting(std::string_view) { unsupported("current_setting()"); }
  virtual void set_setting(std::string_view, std::string_view, bool /*local*/) {
    unsupported("set_config()");
  }
  virtual std::string current_user() { return "postgres"; }
  virtual std::string session_user() { return "postgres"; }
  virtual std::string current_database() { unsupported("current_database()"); }
  virtual std::vector<std::string> search_path(bool /*implicit*/) { unsupported("current_schemas()"); }
  virtual uint64_t transaction_id() { unsupported("txid_current()"); }

  // Names and oids, for reg* types and system information functions. `kind` is the reg* type's
  // oid (oid::kRegclass, kRegproc, kRegprocedure, kRegtype, kRegnamespace, kRegrole, kRegoper…).
  // Look-up raises PostgreSQL's error (42P01 …) or gives kNoOid when `missing_ok`.
  virtual Oid lookup_name(Oid /*kind*/, std::string_view, bool /*missing_ok*/) { unsupported("name look-up"); }
  // The name as the reg* type prints it (qualified only when not visible); empty when unknown.
  virtual std::string object_name(Oid /*kind*/, Oid) { unsupported("name look-up"); }
  // Parses a type name such as 'numeric(10,2)' or 'my.type[]'.
  virtual Oid parse_type(std::string_view, int32_t* /*typmod*/) { unsupported("type name look-up"); }

  // pg_get_*def(), obj_description(), has_*_privilege(), pg_relation_size()…: one door, by the
  // built-in function's name; arguments and result are text. nullopt is NULL.
  virtual std::optional<std::string> describe(std::string_view function,
                                              const std::vector<std::optional<std::string>>&) {
    unsupported(std::string(function) + "()");
  }
  // Advisory locks and notifications.
  virtual bool advisory_lock(int64_t, bool /*shared*/, bool /*wait*/, bool /*session*/) { unsupported("advisory locks"); }
  virtual bool advisory_unlock(int64_t, bool /*shared*/) { unsupported("advisory locks"); }

  // Functions written by users (PL/pgSQL, SQL), by oid.
  virtual Datum call_function(Oid, FnCall&, const Datum* /*args*/) { unsupported("user functions"); }
  virtual RowStream* open_function(Oid, FnCall&, const Datum* /*args*/) {  // caller owns
    unsupported("set-returning user functions");
  }
  // Checks the constraints of a domain over its base value; raises 23514 or 23502.
  virtual void check_domain(Oid, const Datum&) { unsupported("domains"); }

  virtual void notice(Error) {}
  // Raises 57014 when the statement was cancelled or timed out; called from long loops.
  virtual void check_interrupt() {}

 private:
  [[noreturn]] static void unsupported(const std::string& what) { throw_unsupported(what); }
};

}  // namespace rung
