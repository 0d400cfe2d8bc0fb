// Event triggers: around each statement that changes definitions, what fires and what it can ask.
// A frame stands for one such statement; frames nest where trigger functions run statements of
// their own. Private to the session's thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/command.h"
#include "commands/object_identity.h"

namespace rung::commands {

struct EventFrame {
  struct Command {
    std::string tag;
    catalog::ObjectAddress object;  // none for GRANT and the like
    std::string object_type;        // of those: "TABLE"
    bool in_extension = false;
  };
  struct Dropped {
    catalog::ObjectAddress object;
    ObjectIdentity identity;
    bool original = false, normal = false;
  };
  std::vector<Command> commands;
  std::vector<Dropped> dropped;
  std::string_view event;  // that fires now
  Oid rewritten = kNoOid;
  int rewrite_reason = 0;
};

// Runs a statement with what fires before and after it.
std::string run_with_events(CommandContext& c, const parser::Node& statement,
                            std::string (*run)(CommandContext&, const parser::Node&));

// Before a table's rows are written anew; why, as pg_event_trigger_table_rewrite_reason() says it.
constexpr int kRewritePersistence = 1, kRewriteDefault = 2, kRewriteColumnType = 4;
void fire_table_rewrite(CommandContext& c, Oid table, int reason);

// 42601 or 0A000 for a WHEN TAG IN value, in upper case.
void check_event_tag(std::string_view event, const std::string& tag);

// The answers of pg_event_trigger_*(): 39P03 where there is nothing to ask about. Rows end in \x1e;
// a field is \x1f, then 'v' and its text form, or 'n' for NULL.
std::string event_trigger_rows(ExecContext& exec, const EventFrame* frame,
                               std::string_view function);
// One such row for pg_identify_object() or, with `as_address`, pg_identify_object_as_address().
std::string identity_row(const ObjectIdentity& identity, bool as_address);

}  // namespace rung::commands
