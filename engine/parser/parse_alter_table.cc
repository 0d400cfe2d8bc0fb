// ALTER TABLE, INDEX, SEQUENCE, VIEW, MATERIALIZED VIEW and their subcommands.
#include "parser/parser_impl.h"

namespace rung::parser {

AlterTableCmd* Parser::command(AlterTableKind kind, SourcePos where) {
  AlterTableCmd* node = make<AlterTableCmd>(where);
  node->command = kind;
  return node;
}

// ALTER TABLE and its like have been read; RENAME, OWNER, SET SCHEMA and DEPENDS may follow too.
Stmt* Parser::alter_relation(SourcePos where, ObjectKind kind) {
  if (at(Keyword::kAll) && next_is(1, Keyword::kIn)) unsupported("ALTER ... ALL IN TABLESPACE", where);
  const bool missing_ok = if_exists();
  RangeVar* relation = nullptr;
  if (kind == ObjectKind::kTable || kind == ObjectKind::kForeignTable) {
    relation = relation_expr();
  } else {
    relation = qualified_name();
  }
  if (at(Keyword::kRename)) {
    advance();
    RenameStmt* rename = make<RenameStmt>(where);
    rename->relation = relation;
    rename->missing_ok = missing_ok;
    rename->relation_kind = kind;
    rename->object = kind;
    if (accept(Keyword::kTo)) {
      rename->new_name = col_id();
      return rename;
    }
    if (kind == ObjectKind::kIndex || kind == ObjectKind::kSequence) syntax_error();
    if (kind == ObjectKind::kTable && accept(Keyword::kConstraint)) {
      rename->object = ObjectKind::kTableConstraint;
    } else {
      accept(Keyword::kColumn);
      rename->object = ObjectKind::kColumn;
    }
    rename->old_name = col_id();
    expect(Keyword::kTo);
    rename->new_name = col_id();
    return rename;
  }
  if (at(Keyword::kSet) && next_is(1, Keyword::kSchema)) {
    at_ += 2;
    AlterObjectSchemaStmt* stmt = make<AlterObjectSchemaStmt>(where);
    stmt->object = kind;
    stmt->relation = relation;
    stmt->missing_ok = missing_ok;
    stmt->new_schema = col_id();
    return stmt;
  }
  if ((kind == ObjectKind::kIndex || kind == ObjectKind::kMatView) && !missing_ok && at_depends()) {
    return depends_on(kind, {}, relation, where);
  }
  if (kind == ObjectKind::kSequence && at_sequence_option()) {
    AlterSequenceStmt* stmt = make<AlterSequenceStmt>(where);
    stmt->sequence = relation;
    stmt->missing_ok = missing_ok;
    stmt->options = sequence_options();
    return stmt;
  }
  AlterTableStmt* alter = make<AlterTableStmt>(where);
  alter->relation = relation;
  alter->object = kind;
  alter->missing_ok = missing_ok;
  bool is_partition = false;
  AlterTableCmd* partition = partition_command(kind, &is_partition);
  if (is_partition) {
    alter->commands.push_back(partition);
    return alter;
  }
  do {
    alter->commands.push_back(alter_table_command(kind));
  } while (accept(','));
  return alter;
}

// ATTACH PARTITION and DETACH PARTITION stand alone.
AlterTableCmd* Parser::partition_command(ObjectKind kind, bool* is_partition) {
  const SourcePos where = pos();
  *is_partition = false;
  if (accept(Keyword::kAttach)) {
    expect(Keyword::kPartition);
    *is_partition = true;
    AlterTableCmd* node = command(AlterTableKind::kAttachPartition, where);
    node->relation = qualified_name();
    if (kind != ObjectKind::kIndex) node->bound = partition_bound();
    return node;
  }
  if (accept(Keyword::kDetach)) {
    expect(Keyword::kPartition);
    *is_partition = true;
    AlterTableCmd* node = command(AlterTableKind::kDetachPartition, where);
    node->relation = qualified_name();
    if (accept(Keyword::kFinalize)) {
      node->command = AlterTableKind::kDetachPartitionFinalize;
    } else {
      node->concurrently = accept(Keyword::kConcurrently);
    }
    return node;
  }
  return nullptr;
}

namespace {

// ENABLE/DISABLE and what follows, as rows.
struct SwitchRow {
  Keyword first, second, third;
  AlterTableKind kind;
  bool named;
};
constexpr SwitchRow kSwitches[] = {
    {Keyword::kEnable, Keyword::kTrigger, Keyword::kAll, AlterTableKind::kEnableTriggerAll, false},
    {Keyword::kEnable, Keyword::kTrigger, Keyword::kUser, AlterTableKind::kEnableTriggerUser, false},
    {Keyword::kEnable, Keyword::kTrigger, Keyword::kNone, AlterTableKind::kEnableTrigger, true},
    {Keyword::kEnable, Keyword::kAlways, Keyword::kTrigger, AlterTableKind::kEnableAlwaysTrigger,
     true},
    {Keyword::kEnable, Keyword::kReplica, Keyword::kTrigger, AlterTableKind::kEnableReplicaTrigger,
     true},
    {Keyword::kDisable, Keyword::kTrigger, Keyword::kAll, AlterTableKind::kDisableTriggerAll,
     false},
    {Keyword::kDisable, Keyword::kTrigger, Keyword::kUser, AlterTableKind::kDisableTriggerUser,
     false},
    {Keyword::kDisable, Keyword::kTrigger, Keyword::kNone, AlterTableKind::kDisableTrigger, true},
    {Keyword::kEnable, Keyword::kAlways, Keyword::kRule, AlterTableKind::kEnableAlwaysRule, true},
    {Keyword::kEnable, Keyword::kReplica, Keyword::kRule, AlterTableKind::kEnableReplicaRule, true},
    {Keyword::kEnable, Keyword::kRule, Keyword::kNone, AlterTableKind::kEnableRule, true},
    {Keyword::kDisable, Keyword::kRule, Keyword::kNone, AlterTableKind::kDisableRule, true},
    {Keyword::kEnable, Keyword::kRow, Keyword::kLevel, AlterTableKind::kEnableRowSecurity, false},
    {Keyword::kDisable, Keyword::kRow, Keyword::kLevel, AlterTableKind::kDisableRowSecurity, false},
    {Keyword::kForce, Keyword::kRow, Keyword::kLevel, AlterTableKind::kForceRowSecurity, false},
    {Keyword::kNo, Keyword::kForce, Keyword::kRow, AlterTableKind::kNoForceRowSecurity, false},
};

}  // namespace

AlterTableCmd* Parser::alter_table_command(ObjectKind kind) {
  const SourcePos where = pos();
  if (kind == ObjectKind::kType) return alter_type_command();
  for (const SwitchRow& row : kSwitches) {
    if (!at(row.first) || !next_is(1, row.second)) continue;
    if (row.third != Keyword::kNone && !next_is(2, row.third)) continue;
    AlterTableCmd* node = command(row.kind, where);
    at_ += row.third == Keyword::kNone ? 2 : 3;
    if (row.third == Keyword::kLevel) {
      expect(Keyword::kSecurity);
    } else if (row.kind == AlterTableKind::kNoForceRowSecurity) {
      expect(Keyword::kLevel);
      expect(Keyword::kSecurity);
    }
    if (row.named) node->name = col_id();
    return node;
  }
  switch (peek().keyword) {
    case Keyword::kEnable:
    case Keyword::kDisable:
    case Keyword::kForce: {
      // No switch fits: go as far as one does.
      size_t matched = 1;
      for (const SwitchRow& row : kSwitches) {
        if (at(row.first) && next_is(1, row.second)) matched = 2;
      }
      at_ += matched;
      syntax_error();
    }
    case Keyword::kAdd: {
      advance();
      if (at_table_constraint()) {
        AlterTableCmd* node = command(AlterTableKind::kAddConstraint, where);
        node->constraint = table_constraint();
        return node;
      }
      AlterTableCmd* node = command(AlterTableKind::kAddColumn, where);
      accept(Keyword::kColumn);
      node->missing_ok = if_not_exists();
      node->column = column_def();
      node->name = node->column->name;
      return node;
    }
    case Keyword::kAlter:
      advance();
      if (at(Keyword::kConstraint)) {
        advance();
        AlterTableCmd* node = command(AlterTableKind::kAlterConstraint, where);
        Constraint* constraint = make<Constraint>(where);
        constraint->con_kind = ConstraintKind::kForeign;
        constraint->name = col_id();
        constraint_attributes(constraint, "ALTER CONSTRAINT", false, false);
        node->name = constraint->name;
        node->constraint = constraint;
        return node;
      }
      return alter_column_command(where);
    case Keyword::kDrop: {
      advance();
      if (accept(Keyword::kConstraint)) {
        AlterTableCmd* node = command(AlterTableKind::kDropConstraint, where);
        node->missing_ok = if_exists();
        node->name = col_id();
        node->behavior = drop_behavior();
        return node;
      }
      AlterTableCmd* node = command(AlterTableKind::kDropColumn, where);
      accept(Keyword::kColumn);
      node->missing_ok = if_exists();
      node->name = col_id();
      node->behavior = drop_behavior();
      return node;
    }
    case Keyword::kValidate: {
      advance();
      expect(Keyword::kConstraint);
      AlterTableCmd* node = command(AlterTableKind::kValidateConstraint, where);
      node->name = col_id();
      return node;
    }
    case Keyword::kCluster: {
      advance();
      expect(Keyword::kOn);
      AlterTableCmd* node = command(AlterTableKind::kClusterOn, where);
      node->name = col_id();
      return node;
    }
    case Keyword::kInherit: {
      advance();
      AlterTableCmd* node = command(AlterTableKind::kAddInherit, where);
      node->relation = qualified_name();
      return node;
    }
    case Keyword::kNo: {
      advance();
      if (accept(Keyword::kForce)) syntax_error();
      expect(Keyword::kInherit);
      AlterTableCmd* node = command(AlterTableKind::kDropInherit, where);
      node->relation = qualified_name();
      return node;
    }
    case Keyword::kOf: {
      advance();
      AlterTableCmd* node = command(AlterTableKind::kAddOf, where);
      node->of_type = make<TypeName>(pos());
      node->of_type->names = any_name();
      return node;
    }
    case Keyword::kNot:
      advance();
      expect(Keyword::kOf);
      return command(AlterTableKind::kDropOf, where);
    case Keyword::kOwner: {
      advance();
      expect(Keyword::kTo);
      AlterTableCmd* node = command(AlterTableKind::kChangeOwner, where);
      node->owner = role_spec();
      return node;
    }
    case Keyword::kReset: {
      advance();
      AlterTableCmd* node = command(AlterTableKind::kResetRelOptions, where);
      node->options = rel_options();
      return node;
    }
    case Keyword::kReplica: {
      advance();
      expect(Keyword::kIdentity);
      AlterTableCmd* node = command(AlterTableKind::kReplicaIdentity, where);
      if (accept(Keyword::kNothing)) {
        node->replica_identity = 'n';
      } else if (accept(Keyword::kFull)) {
        node->replica_identity = 'f';
      } else if (accept(Keyword::kDefault)) {
        node->replica_identity = 'd';
      } else {
        expect(Keyword::kUsing);
        expect(Keyword::kIndex);
        node->replica_identity = 'i';
        node->name = col_id();
      }
      return node;
    }
    case Keyword::kSet:
      advance();
      switch (peek().keyword) {
        case Keyword::kWithout:
          advance();
          if (accept(Keyword::kOids)) return command(AlterTableKind::kDropOids, where);
          expect(Keyword::kCluster);
          return command(AlterTableKind::kDropCluster, where);
        case Keyword::kLogged:
          advance();
          return command(AlterTableKind::kSetLogged, where);
        case Keyword::kUnlogged:
          advance();
          return command(AlterTableKind::kSetUnlogged, where);
        case Keyword::kTablespace: {
          advance();
          AlterTableCmd* node = command(AlterTableKind::kSetTablespace, where);
          node->name = col_id();
          return node;
        }
        case Keyword::kAccess: {
          advance();
          expect(Keyword::kMethod);
          AlterTableCmd* node = command(AlterTableKind::kSetAccessMethod, where);
          node->name = col_id();
          return node;
        }
        default: {
          AlterTableCmd* node = command(AlterTableKind::kSetRelOptions, where);
          node->options = rel_options();
          return node;
        }
      }
    case Keyword::kOptions: {
      AlterTableCmd* node = command(AlterTableKind::kGenericOptions, where);
      node->options = generic_options(true);
      return node;
    }
    default: syntax_error();
  }
}

// ALTER [COLUMN] name ...; ALTER has been read.
AlterTableCmd* Parser::alter_column_command(SourcePos where) {
  accept(Keyword::kColumn);
  AlterTableCmd* node = command(AlterTableKind::kColumnDefault, where);
  if (at(TokenKind::kInteger)) {
    const SourcePos number_at = pos();
    node->command = AlterTableKind::kSetStatistics;
    node->number = integer_constant();
    expect(Keyword::kSet);
    expect(Keyword::kStatistics);
    node->statistics = signed_integer();
    if (node->number <= 0 || node->number > INT16_MAX) {
      throw_error(sqlstate::invalid_parameter_value,
                  "column number must be in range from 1 to 32767", number_at);
    }
    return node;
  }
  node->name = col_id();
  if (at(Keyword::kDrop)) {
    advance();
    if (accept(Keyword::kDefault)) return node;
    if (accept(Keyword::kNot)) {
      expect(Keyword::kNull);
      node->command = AlterTableKind::kDropNotNull;
    } else if (accept(Keyword::kExpression)) {
      node->command = AlterTableKind::kDropExpression;
      node->missing_ok = accept(Keyword::kIf);
      if (node->missing_ok) expect(Keyword::kExists);
    } else {
      expect(Keyword::kIdentity);
      node->command = AlterTableKind::kDropIdentity;
      node->missing_ok = accept(Keyword::kIf);
      if (node->missing_ok) expect(Keyword::kExists);
    }
    return node;
  }
  const auto alter_type = [&] {
    node->command = AlterTableKind::kAlterColumnType;
    node->column = make<ColumnDef>(where);
    node->column->name = node->name;
    node->column->type = type_name();
    node->column->collate = optional_collate();
    if (accept(Keyword::kUsing)) node->expr = a_expr();
  };
  if (accept(Keyword::kType)) {
    alter_type();
    return node;
  }
  if (at(Keyword::kAdd)) {
    advance();
    const SourcePos generated_at = pos();
    node->command = AlterTableKind::kAddIdentity;
    expect(Keyword::kGenerated);
    Constraint* identity = make<Constraint>(generated_at);
    identity->con_kind = ConstraintKind::kIdentity;
    identity->generated_when = 'a';
    if (accept(Keyword::kBy)) {
      expect(Keyword::kDefault);
      identity->generated_when = 'd';
    } else {
      expect(Keyword::kAlways);
    }
    expect(Keyword::kAs);
    expect(Keyword::kIdentity);
    if (accept('(')) {
      identity->options = sequence_options();
      if (identity->options.empty()) syntax_error();
      expect(')');
    }
    node->constraint = identity;
    return node;
  }
  if (at(Keyword::kOptions)) {
    node->command = AlterTableKind::kAlterColumnGenericOptions;
    node->options = generic_options(true);
    return node;
  }
  if (at(Keyword::kReset)) {
    advance();
    node->command = AlterTableKind::kResetOptions;
    node->options = rel_options();
    return node;
  }
  // Changes of an identity: one or more of RESTART, SET option, SET GENERATED.
  const auto at_identity_option = [&] {
    if (at(Keyword::kRestart)) return true;
    if (!at(Keyword::kSet)) return false;
    switch (soft_peek(1).keyword) {
      case Keyword::kGenerated: case Keyword::kIncrement: case Keyword::kMinvalue:
      case Keyword::kMaxvalue: case Keyword::kStart: case Keyword::kCache: case Keyword::kCycle:
      case Keyword::kNo: case Keyword::kOwned: case Keyword::kSequence: case Keyword::kAs:
      case Keyword::kRestart:
        return true;
      default: return false;
    }
  };
  if (at_identity_option()) {
    node->command = AlterTableKind::kSetIdentity;
    while (at(Keyword::kSet) || at(Keyword::kRestart)) {
      if (!at_identity_option()) {
        advance();
        syntax_error();
      }
      const SourcePos option_at = pos();
      if (at(Keyword::kRestart)) {
        node->options.push_back(sequence_option());
        continue;
      }
      advance();
      if (accept(Keyword::kGenerated)) {
        bool always = true;
        if (accept(Keyword::kBy)) {
          expect(Keyword::kDefault);
          always = false;
        } else {
          expect(Keyword::kAlways);
        }
        node->options.push_back(
            def_elem("generated", integer_node(always ? 'a' : 'd', kNoPos), option_at));
      } else {
        DefElem* option = sequence_option();
        if (option->name == "as" || option->name == "owned_by" || option->name == "sequence_name") {
          throw_error(sqlstate::syntax_error,
                      "sequence option \"" + std::string(option->name) + "\" not supported here",
                      option->pos);
        }
        node->options.push_back(option);
      }
    }
    return node;
  }
  expect(Keyword::kSet);
  switch (peek().keyword) {
    case Keyword::kDefault:
      advance();
      node->expr = a_expr();
      return node;
    case Keyword::kNot:
      advance();
      expect(Keyword::kNull);
      node->command = AlterTableKind::kSetNotNull;
      return node;
    case Keyword::kStatistics:
      advance();
      node->command = AlterTableKind::kSetStatistics;
      node->statistics = signed_integer();
      return node;
    case Keyword::kStorage:
      advance();
      node->command = AlterTableKind::kSetStorage;
      node->text = col_id();
      return node;
    case Keyword::kCompression:
      advance();
      node->command = AlterTableKind::kSetCompression;
      node->text = at(Keyword::kDefault) ? take_word() : col_id();
      return node;
    case Keyword::kData:
      advance();
      expect(Keyword::kType);
      alter_type();
      return node;
    default:
      node->command = AlterTableKind::kSetOptions;
      node->options = rel_options();
      return node;
  }
}

// ALTER TYPE ... ADD | DROP | ALTER ATTRIBUTE
AlterTableCmd* Parser::alter_type_command() {
  const SourcePos where = pos();
  if (accept(Keyword::kAdd)) {
    expect(Keyword::kAttribute);
    AlterTableCmd* node = command(AlterTableKind::kAddColumn, where);
    ColumnDef* column = make<ColumnDef>(pos());
    column->name = col_id();
    column->type = type_name();
    column->collate = optional_collate();
    node->column = column;
    node->name = column->name;
    node->behavior = drop_behavior();
    return node;
  }
  if (accept(Keyword::kDrop)) {
    expect(Keyword::kAttribute);
    AlterTableCmd* node = command(AlterTableKind::kDropColumn, where);
    node->missing_ok = if_exists();
    node->name = col_id();
    node->behavior = drop_behavior();
    return node;
  }
  expect(Keyword::kAlter);
  expect(Keyword::kAttribute);
  AlterTableCmd* node = command(AlterTableKind::kAlterColumnType, where);
  node->name = col_id();
  if (accept(Keyword::kSet)) expect(Keyword::kData);
  expect(Keyword::kType);
  node->column = make<ColumnDef>(where);
  node->column->name = node->name;
  node->column->type = type_name();
  node->column->collate = optional_collate();
  node->behavior = drop_behavior();
  return node;
}

}  // namespace rung::parser
