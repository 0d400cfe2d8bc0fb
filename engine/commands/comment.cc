// COMMENT ON.
#include "commands/objects.h"

namespace rung::commands {

std::string comment(CommandContext& c, const ast::CommentStmt& stmt) {
  if (stmt.object == ast::ObjectKind::kDatabase &&
      stmt.name.names[0] != c.exec.services->current_database()) {
    warning(c, sqlstate::undefined_database,
            "database " + quoted(stmt.name.names[0]) + " does not exist");
    return "COMMENT";
  }
  const ObjectAddress object = resolve_object(c, stmt.object, stmt.name, false, false);
  if (stmt.object == ast::ObjectKind::kColumn) {
    const Relation& relation = *cat(c).relation(object.oid);
    if (relation.kind == RelationKind::kIndex || relation.kind == RelationKind::kSequence) {
      throw_error(Error(sqlstate::wrong_object_type, "cannot set comment on relation " +
                                                         quoted(relation.name))
                      .with_detail("This operation is not supported for " +
                                   std::string(kind_word(relation.kind)) +
                                   (relation.kind == RelationKind::kIndex ? "es." : "s.")));
    }
  }
  // An empty comment is none.
  if (stmt.is_null || stmt.comment.empty()) {
    cat(c).set_comment(object, std::nullopt);
  } else {
    cat(c).set_comment(object, str(stmt.comment));
  }
  return "COMMENT";
}

}  // namespace rung::commands
