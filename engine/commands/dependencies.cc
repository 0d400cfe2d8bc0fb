// drop_objects(): what goes along when objects are dropped, and what forbids it.
//
// The walk is depth first over the dependency rows: an object is entered behind everything that
// depends on it, so that the list is an order of deletion; messages read it backwards. Newer
// dependents come first, as in PostgreSQL.
#include <algorithm>

#include "catalog/system_views.h"
#include "commands/event_trigger.h"
#include "commands/objects.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

constexpr size_t kReportedMax = 100;

// How the walk came to an object.
enum class Reached : uint8_t { kOriginal, kNormal, kAuto, kInternal };

struct Target {
  ObjectAddress object;
  ObjectAddress dependee;
  bool original = false, silent = false, covered = false;
};

class Walk {
 public:
  explicit Walk(CommandContext& c) : c_(c) {}

  void visit(ObjectAddress object, Reached reached, const ObjectAddress* dependee) {
    if (stack_.size() > 2000) {
      throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
    }
    if (on_stack(object) || is_target(object, reached)) return;
    if (!enter_owner(object, reached)) return;
    stack_.push_back(object);
    std::vector<Dependency> dependents = cat(c_).dependents_of(object);
    std::stable_sort(dependents.begin(), dependents.end(),
                     [](const Dependency& a, const Dependency& b) {
                       if (a.object.oid != b.object.oid) return a.object.oid > b.object.oid;
                       return std::pair(a.object.cls, a.object.sub) <
                              std::pair(b.object.cls, b.object.sub);
                     });
    for (const Dependency& d : dependents) {
      // Parts of the object itself go with it.
      if (object.sub == 0 && d.object.cls == object.cls && d.object.oid == object.oid) continue;
      Reached how = Reached::kNormal;
      if (d.kind == DependencyKind::kAuto || d.kind == DependencyKind::kPartition) {
        how = Reached::kAuto;
      }
      if (d.kind == DependencyKind::kInternal || d.kind == DependencyKind::kExtension) {
        how = Reached::kInternal;
      }
      visit(d.object, how, &object);
    }
    stack_.pop_back();
    Target target;
    target.object = object;
    target.dependee = dependee == nullptr ? object : *dependee;
    target.original = reached == Reached::kOriginal;
    target.silent = reached == Reached::kAuto || reached == Reached::kInternal;
    for (Target& part : targets_) {
      if (object.sub == 0 && part.object.cls == object.cls && part.object.oid == object.oid) {
        part.covered = true;
      }
    }
    targets_.push_back(target);
  }

  std::vector<Target>& targets() { return targets_; }

 private:
  static bool covers(ObjectAddress whole, ObjectAddress part) {
    return whole.cls == part.cls && whole.oid == part.oid &&
           (whole.sub == 0 || whole.sub == part.sub);
  }
  bool on_stack(ObjectAddress object) const {
    return std::any_of(stack_.begin(), stack_.end(),
                       [&](ObjectAddress other) { return covers(other, object); });
  }
  bool is_target(ObjectAddress object, Reached reached) {
    for (Target& target : targets_) {
      if (!covers(target.object, object)) continue;
      if (reached == Reached::kOriginal) target.original = true;
      if (reached == Reached::kAuto || reached == Reached::kInternal) target.silent = true;
      return true;
    }
    return false;
  }
  // A part of another object cannot go alone: named in a statement it is an error, reached through
  // a dependency the owner goes instead. False when that has been done.
  bool enter_owner(ObjectAddress object, Reached reached) {
    for (const Dependency& d : cat(c_).references_of(object)) {
      if (d.sub != 0 && d.sub != object.sub) continue;
      const bool named = stack_.empty() && reached == Reached::kOriginal;
      if (d.kind != DependencyKind::kInternal && d.kind != DependencyKind::kExtension &&
          !(d.kind == DependencyKind::kPartition && (named || reached == Reached::kNormal))) {
        continue;
      }
      if (object.sub != 0 && d.sub == 0) continue;
      if (on_stack(d.object) || is_target(d.object, Reached::kNormal)) return true;
      if (named) {
        const std::string owner = describe_object(c_.exec, d.object);
        throw_error(Error(sqlstate::dependent_objects_still_exist,
                          "cannot drop " + describe_object(c_.exec, object) + " because " + owner +
                              " requires it")
                        .with_hint("You can drop " + owner + " instead."));
      }
      const ObjectAddress dependee = stack_.empty() ? d.object : stack_.back();
      visit(d.object, Reached::kNormal, &dependee);
      return is_target(object, Reached::kAuto) ? false : true;
    }
    return true;
  }

  CommandContext& c_;
  std::vector<ObjectAddress> stack_;
  std::vector<Target> targets_;
};

void report(CommandContext& c, const std::vector<Target>& targets, DropBehavior behavior,
            std::span<const ObjectAddress> originals) {
  std::vector<std::string> lines;
  for (auto it = targets.rbegin(); it != targets.rend(); ++it) {
    if (it->original || it->silent || it->covered) continue;
    const std::string text = describe_object(c.exec, it->object);
    lines.push_back(behavior == DropBehavior::kRestrict
                        ? text + " depends on " + describe_object(c.exec, it->dependee)
                        : "drop cascades to " + text);
  }
  if (lines.empty()) return;
  std::string detail;
  for (size_t i = 0; i < std::min(lines.size(), kReportedMax); ++i) {
    if (i > 0) detail += '\n';
    detail += lines[i];
  }
  if (lines.size() > kReportedMax) {
    const size_t more = lines.size() - kReportedMax;
    detail += "\nand " + std::to_string(more) + " other object" + (more == 1 ? "" : "s") +
              " (see server log for list)";
  }
  if (behavior == DropBehavior::kRestrict) {
    const std::string what = originals.size() == 1 ? describe_object(c.exec, originals[0])
                                                   : std::string("desired object(s)");
    throw_error(Error(sqlstate::dependent_objects_still_exist,
                      "cannot drop " + what + " because other objects depend on " +
                          (originals.size() == 1 ? "it" : "them"))
                    .with_detail(std::move(detail))
                    .with_hint("Use DROP ... CASCADE to drop the dependent objects too."));
  }
  if (lines.size() == 1) return notice(c, lines[0]);
  notice(c, "drop cascades to " + std::to_string(lines.size()) + " other objects",
         Error().with_detail(std::move(detail)));
}

// A view's query is an object of its own in PostgreSQL: the rule "_RETURN", gone before its row types.
void add_view_rule(CommandContext& c, EventFrame& frame, ObjectAddress object,
                   const ObjectIdentity& view) {
  const Relation* relation =
      object.cls == ObjectClass::kRelation && object.sub == 0 ? cat(c).relation(object.oid) : nullptr;
  if (relation == nullptr || relation->view_query.empty()) return;
  EventFrame::Dropped rule;
  rule.object = {ObjectClass::kRule, rule_oid(object.oid), 0};
  rule.identity.type = "rule";
  rule.identity.identity = "\"_RETURN\" on " + view.identity;
  rule.identity.names = view.names;
  rule.identity.names.push_back("_RETURN");
  rule.identity.temporary = view.temporary;
  rule.normal = true;
  auto at = frame.dropped.end();
  while (at != frame.dropped.begin() && (at - 1)->object.cls == ObjectClass::kType) --at;
  frame.dropped.insert(at, std::move(rule));
}

}  // namespace

void drop_objects(CommandContext& c, std::span<const ObjectAddress> objects,
                  DropBehavior behavior) {
  Walk walk(c);
  for (const ObjectAddress& object : objects) walk.visit(object, Reached::kOriginal, nullptr);
  report(c, walk.targets(), behavior, objects);
  std::vector<ObjectAddress> all;
  for (const Target& target : walk.targets()) all.push_back(target.object);
  if (EventFrame* frame = c.session.event_frame) {
    for (const Target& target : walk.targets()) {
      if (target.covered) continue;
      auto identity = identify_object(c.exec, target.object);
      if (!identity) continue;
      add_view_rule(c, *frame, target.object, *identity);
      // A rule's query names the rule's own table, too.
      const bool normal = !target.silent || target.object.cls == ObjectClass::kRule;
      frame->dropped.push_back({target.object, *std::move(identity), target.original,
                                normal && !target.original});
    }
  }
  for (const ObjectAddress& object : all) remove_object(c, object, all);
}

}  // namespace rung::commands
