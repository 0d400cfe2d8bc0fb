// Which statement the leading words begin.
#include "parser/parser_impl.h"

namespace rung::parser {

void Parser::unsupported(std::string_view what, SourcePos where) { throw_unsupported(what, where); }

Stmt* Parser::statement() {
  const DepthGuard guard(this);
  const SourcePos where = pos();
  switch (peek().keyword) {
    case Keyword::kSelect: case Keyword::kValues: case Keyword::kTable: case Keyword::kWith:
    case Keyword::kInsert: case Keyword::kUpdate: case Keyword::kDelete: case Keyword::kMerge:
      return preparable_stmt();
    case Keyword::kCreate: return create_stmt();
    case Keyword::kAlter: return alter_stmt();
    case Keyword::kDrop: return drop_stmt();
    case Keyword::kTruncate: return truncate_stmt();
    case Keyword::kComment: return comment_stmt();
    case Keyword::kSecurity: return security_label_stmt();
    case Keyword::kGrant: return grant_stmt(true);
    case Keyword::kRevoke: return grant_stmt(false);
    case Keyword::kReassign: {
      advance();
      ReassignOwnedStmt* stmt = make<ReassignOwnedStmt>(where);
      expect(Keyword::kOwned);
      expect(Keyword::kBy);
      stmt->roles = role_list();
      expect(Keyword::kTo);
      stmt->new_role = role_spec();
      return stmt;
    }
    case Keyword::kCopy: return copy_stmt();
    case Keyword::kDo: return do_stmt();
    case Keyword::kCall: return call_stmt();
    case Keyword::kBegin: case Keyword::kStart: case Keyword::kCommit: case Keyword::kEnd:
    case Keyword::kRollback: case Keyword::kAbort: case Keyword::kSavepoint:
    case Keyword::kRelease:
      return transaction_stmt();
    case Keyword::kPrepare: return prepare_stmt();
    case Keyword::kExecute: return execute_stmt();
    case Keyword::kDeallocate: return deallocate_stmt();
    case Keyword::kSet: return set_stmt();
    case Keyword::kReset: advance(); return reset_rest(where);
    case Keyword::kShow: return show_stmt();
    case Keyword::kDeclare: return declare_cursor();
    case Keyword::kFetch: return fetch_stmt(false);
    case Keyword::kMove: return fetch_stmt(true);
    case Keyword::kClose: return close_stmt();
    case Keyword::kExplain: return explain_stmt();
    case Keyword::kVacuum: return vacuum_stmt();
    case Keyword::kAnalyze:
    case Keyword::kAnalyse: return analyze_stmt();
    case Keyword::kReindex: return reindex_stmt();
    case Keyword::kCluster: return cluster_stmt();
    case Keyword::kLock: return lock_stmt();
    case Keyword::kRefresh: return refresh_mat_view(where);
    case Keyword::kNotify: {
      advance();
      NotifyStmt* notify = make<NotifyStmt>(where);
      notify->channel = col_id();
      if (accept(',')) {
        notify->has_payload = true;
        notify->payload = string_constant();
      }
      return notify;
    }
    case Keyword::kListen: {
      advance();
      ListenStmt* listen = make<ListenStmt>(where);
      listen->channel = col_id();
      return listen;
    }
    case Keyword::kUnlisten: {
      advance();
      UnlistenStmt* unlisten = make<UnlistenStmt>(where);
      if (!accept('*')) unlisten->channel = col_id();
      return unlisten;
    }
    case Keyword::kDiscard: {
      advance();
      DiscardStmt* discard = make<DiscardStmt>(where);
      switch (peek().keyword) {
        case Keyword::kAll: break;
        case Keyword::kPlans: discard->target = DiscardTarget::kPlans; break;
        case Keyword::kSequences: discard->target = DiscardTarget::kSequences; break;
        case Keyword::kTemp:
        case Keyword::kTemporary: discard->target = DiscardTarget::kTemp; break;
        default: syntax_error();
      }
      advance();
      return discard;
    }
    case Keyword::kCheckpoint: advance(); return make<CheckPointStmt>(where);
    case Keyword::kLoad: {
      advance();
      LoadStmt* load = make<LoadStmt>(where);
      load->filename = string_constant();
      return load;
    }
    case Keyword::kImport:
      if (next_is(1, Keyword::kForeign)) unsupported("IMPORT FOREIGN SCHEMA", where);
      advance();
      syntax_error();
    default:
      if (at('(')) {
        if (!at_select_in_parens()) {
          while (at('(')) advance();
          accept(Keyword::kValues);
          syntax_error();
        }
        return preparable_stmt();
      }
      syntax_error();
  }
}

Stmt* Parser::create_stmt() {
  const SourcePos where = pos();
  expect(Keyword::kCreate);
  const bool replace = at(Keyword::kOr);
  if (replace) {
    advance();
    expect(Keyword::kReplace);
  }
  const Token& word = peek();
  if (replace) {
    switch (word.keyword) {
      case Keyword::kFunction: advance(); return create_function(where, true, false);
      case Keyword::kProcedure: advance(); return create_function(where, true, true);
      case Keyword::kAggregate: advance(); return create_aggregate(where, true);
      case Keyword::kRule: advance(); return create_rule(where, true);
      case Keyword::kTrigger: advance(); return create_trigger(where, true, false);
      case Keyword::kConstraint:
        advance();
        expect(Keyword::kTrigger);
        return create_trigger(where, true, true);
      case Keyword::kTrusted: case Keyword::kProcedural: case Keyword::kLanguage:
        return create_language(where, true);
      case Keyword::kTransform: unsupported("CREATE TRANSFORM", where);
      default: {
        const Persistence persistence = optional_temp();
        if (persistence == Persistence::kUnlogged) {
          at_ -= 1;
          syntax_error();
        }
        const bool recursive = accept(Keyword::kRecursive);
        expect(Keyword::kView);
        return create_view(where, persistence, true, recursive);
      }
    }
  }
  switch (word.keyword) {
    case Keyword::kTable: case Keyword::kTemp: case Keyword::kTemporary: case Keyword::kLocal:
    case Keyword::kGlobal: case Keyword::kUnlogged: case Keyword::kView: case Keyword::kRecursive:
    case Keyword::kSequence: {
      if (at(Keyword::kUnlogged) && next_is(1, Keyword::kMaterialized)) {
        at_ += 2;
        expect(Keyword::kView);
        return create_mat_view(where, true);
      }
      const Persistence persistence = optional_temp();
      if (accept(Keyword::kTable)) return create_table(where, persistence);
      if (accept(Keyword::kSequence)) return create_sequence(where, persistence);
      if (persistence == Persistence::kUnlogged) syntax_error();
      const bool recursive = accept(Keyword::kRecursive);
      expect(Keyword::kView);
      return create_view(where, persistence, false, recursive);
    }
    case Keyword::kMaterialized:
      advance();
      expect(Keyword::kView);
      return create_mat_view(where, false);
    case Keyword::kUnique:
      advance();
      expect(Keyword::kIndex);
      return create_index(where, true);
    case Keyword::kIndex: advance(); return create_index(where, false);
    case Keyword::kStatistics: advance(); return create_statistics(where);
    case Keyword::kType: advance(); return create_type(where);
    case Keyword::kDomain: advance(); return create_domain(where);
    case Keyword::kFunction: advance(); return create_function(where, false, false);
    case Keyword::kProcedure: advance(); return create_function(where, false, true);
    case Keyword::kAggregate: advance(); return create_aggregate(where, false);
    case Keyword::kOperator: advance(); return create_operator(where);
    case Keyword::kCast: advance(); return create_cast(where);
    case Keyword::kCollation: advance(); return create_collation(where);
    case Keyword::kConversion: advance(); return create_conversion(where, false);
    case Keyword::kDefault:
      advance();
      expect(Keyword::kConversion);
      return create_conversion(where, true);
    case Keyword::kText:
      advance();
      expect(Keyword::kSearch);
      return create_text_search(where);
    case Keyword::kTrusted: case Keyword::kProcedural: case Keyword::kLanguage:
      return create_language(where, false);
    case Keyword::kAccess: advance(); return create_access_method(where);
    case Keyword::kTrigger: advance(); return create_trigger(where, false, false);
    case Keyword::kConstraint:
      advance();
      expect(Keyword::kTrigger);
      return create_trigger(where, false, true);
    case Keyword::kEvent: advance(); return create_event_trigger(where);
    case Keyword::kRule: advance(); return create_rule(where, false);
    case Keyword::kPolicy: advance(); return create_policy(where);
    case Keyword::kSchema: advance(); return create_schema(where);
    case Keyword::kExtension: advance(); return create_extension(where);
    case Keyword::kPublication: advance(); return create_publication(where);
    case Keyword::kSubscription: advance(); return create_subscription(where);
    case Keyword::kDatabase: advance(); return create_database(where);
    case Keyword::kRole: advance(); return create_role(where, RoleStmtKind::kRole);
    case Keyword::kGroup: advance(); return create_role(where, RoleStmtKind::kGroup);
    case Keyword::kUser:
      advance();
      if (accept(Keyword::kMapping)) return user_mapping(where, false);
      return create_role(where, RoleStmtKind::kUser);
    case Keyword::kForeign:
      advance();
      if (accept(Keyword::kTable)) return create_foreign_table(where);
      expect(Keyword::kData);
      expect(Keyword::kWrapper);
      return foreign_data_wrapper(where, false);
    case Keyword::kServer: advance(); return foreign_server(where, false);
    case Keyword::kTablespace: unsupported("CREATE TABLESPACE", where);
    case Keyword::kTransform: unsupported("CREATE TRANSFORM", where);
    case Keyword::kAssertion:
      throw_error(sqlstate::feature_not_supported, "CREATE ASSERTION is not yet implemented",
                  where);
    default: syntax_error();
  }
}

Stmt* Parser::alter_stmt() {
  const SourcePos where = pos();
  expect(Keyword::kAlter);
  switch (peek().keyword) {
    case Keyword::kTable: advance(); return alter_relation(where, ObjectKind::kTable);
    case Keyword::kIndex: advance(); return alter_relation(where, ObjectKind::kIndex);
    case Keyword::kSequence: advance(); return alter_relation(where, ObjectKind::kSequence);
    case Keyword::kView: advance(); return alter_relation(where, ObjectKind::kView);
    case Keyword::kMaterialized:
      advance();
      expect(Keyword::kView);
      return alter_relation(where, ObjectKind::kMatView);
    case Keyword::kForeign:
      advance();
      if (accept(Keyword::kTable)) return alter_relation(where, ObjectKind::kForeignTable);
      expect(Keyword::kData);
      expect(Keyword::kWrapper);
      return foreign_data_wrapper(where, true);
    case Keyword::kType: advance(); return alter_type(where);
    case Keyword::kDomain: advance(); return alter_domain(where);
    case Keyword::kFunction: advance(); return alter_function(where, ObjectKind::kFunction);
    case Keyword::kProcedure: advance(); return alter_function(where, ObjectKind::kProcedure);
    case Keyword::kRoutine: advance(); return alter_function(where, ObjectKind::kRoutine);
    case Keyword::kAggregate: {
      advance();
      ObjectName name;
      name.pos = pos();
      name.with_args = aggregate_with_args();
      return alter_object_tail(ObjectKind::kAggregate, name, where);
    }
    case Keyword::kOperator: advance(); return alter_operator(where);
    case Keyword::kStatistics: advance(); return alter_statistics(where);
    case Keyword::kCollation: {
      advance();
      const SourcePos name_at = pos();
      ObjectName name = named(any_name(), name_at);
      if (accept(Keyword::kRefresh)) {
        expect(Keyword::kVersion);
        AlterCollationStmt* stmt = make<AlterCollationStmt>(where);
        stmt->name = name.names;
        return stmt;
      }
      return alter_object_tail(ObjectKind::kCollation, name, where);
    }
    case Keyword::kConversion: {
      advance();
      const SourcePos name_at = pos();
      ObjectName name = named(any_name(), name_at);
      return alter_object_tail(ObjectKind::kConversion, name, where);
    }
    case Keyword::kTrigger: {
      advance();
      const std::string_view name = col_id();
      expect(Keyword::kOn);
      RangeVar* relation = qualified_name();
      if (at_depends()) {
        ObjectName object;
        object.name = name;
        return depends_on(ObjectKind::kTrigger, object, relation, where);
      }
      RenameStmt* rename = make<RenameStmt>(where);
      rename->object = ObjectKind::kTrigger;
      rename->relation = relation;
      rename->old_name = name;
      expect(Keyword::kRename);
      expect(Keyword::kTo);
      rename->new_name = col_id();
      return rename;
    }
    case Keyword::kRule: {
      advance();
      RenameStmt* rename = make<RenameStmt>(where);
      rename->object = ObjectKind::kRule;
      rename->old_name = col_id();
      expect(Keyword::kOn);
      rename->relation = qualified_name();
      expect(Keyword::kRename);
      expect(Keyword::kTo);
      rename->new_name = col_id();
      return rename;
    }
    case Keyword::kEvent: advance(); return alter_event_trigger(where);
    case Keyword::kPolicy: advance(); return alter_policy(where);
    case Keyword::kSchema: {
      advance();
      const ObjectName name = single_name();
      if (!at(Keyword::kRename) && !at(Keyword::kOwner)) syntax_error();
      return alter_object_tail(ObjectKind::kSchema, name, where);
    }
    case Keyword::kExtension: advance(); return alter_extension(where);
    case Keyword::kPublication: advance(); return alter_publication(where);
    case Keyword::kSubscription: unsupported("ALTER SUBSCRIPTION", where);
    case Keyword::kDatabase: advance(); return alter_database(where);
    case Keyword::kRole: advance(); return alter_role(where, RoleStmtKind::kRole);
    case Keyword::kUser:
      advance();
      if (accept(Keyword::kMapping)) return user_mapping(where, true);
      return alter_role(where, RoleStmtKind::kUser);
    case Keyword::kGroup: advance(); return alter_role(where, RoleStmtKind::kGroup);
    case Keyword::kDefault: advance(); return alter_default_privileges(where);
    case Keyword::kProcedural:
    case Keyword::kLanguage: {
      accept(Keyword::kProcedural);
      expect(Keyword::kLanguage);
      const ObjectName name = single_name();
      if (!at(Keyword::kRename) && !at(Keyword::kOwner)) syntax_error();
      return alter_object_tail(ObjectKind::kLanguage, name, where);
    }
    case Keyword::kLarge: {
      advance();
      expect(Keyword::kObject);
      ObjectName name;
      name.pos = pos();
      const Constant* number = static_cast<const Constant*>(numeric_only());
      name.number = number->const_kind == ConstantKind::kInteger
                        ? arena_->copy(std::to_string(number->integer))
                        : number->text;
      return owner_to(ObjectKind::kLargeObject, name, where);
    }
    case Keyword::kSystem: {
      advance();
      AlterSystemStmt* stmt = make<AlterSystemStmt>(where);
      const SourcePos set_at = pos();
      if (accept(Keyword::kReset)) {
        stmt->setting = reset_rest(set_at);
      } else {
        expect(Keyword::kSet);
        stmt->setting = set_rest(set_at, false);
      }
      return stmt;
    }
    case Keyword::kText: advance(); return alter_text_search(where);
    case Keyword::kServer: advance(); return foreign_server(where, true);
    case Keyword::kTablespace: unsupported("ALTER TABLESPACE", where);
    default: syntax_error();
  }
}

}  // namespace rung::parser
