#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include "catalog/keys.h"
#include "catalog/sequence_store.h"
#include "catalog/serialize.h"
#include "catalog/system_views.h"
#include "os/mem_vfs.h"
#include "types/services.h"

namespace rung::catalog {
namespace {

class CatalogTest : public testing::Test {
 protected:
  void SetUp() override {
    store_ = value_or_throw(storage::Store::open(vfs_, "t.rung", {}));
    storage::WriteTxn txn = value_or_throw(store_->begin_write(0));
    Catalog::bootstrap(txn);
    value_or_throw(txn.commit(storage::Durability::kFull));
  }
  Catalog open() { return Catalog(cache_, store_->read_view()); }
  // Runs `work` in a transaction and commits it.
  template <class Work>
  void commit(const Work& work) {
    storage::WriteTxn txn = value_or_throw(store_->begin_write(0));
    Catalog catalog(cache_, store_->read_view());
    catalog.set_write(&txn);
    work(catalog);
    catalog.publish(value_or_throw(txn.commit(storage::Durability::kFull)));
  }
  static Oid put_table(Catalog& catalog, const std::string& name) {
    auto table = std::make_unique<Relation>();
    const Oid oid = table->oid = catalog.new_oid();
    table->name = name;
    table->schema = kPublicSchema;
    Attribute column;
    column.name = "a";
    column.attno = 1;
    column.type = oid::kInt4;
    column.storage = StorageClass::kInt32;
    table->columns.push_back(column);
    catalog.put(std::move(table));
    return oid;
  }

  os::MemVfs vfs_;
  std::unique_ptr<storage::Store> store_;
  std::shared_ptr<CatalogCache> cache_ = make_catalog_cache();
};

TEST_F(CatalogTest, BeginsWithPostgresSchemasAndRole) {
  Catalog catalog = open();
  EXPECT_EQ(catalog.find_schema("public")->oid, kPublicSchema);
  EXPECT_EQ(catalog.find_role("postgres")->oid, 10u);
  EXPECT_EQ(catalog.comment({ObjectClass::kSchema, kPublicSchema, 0}), "standard public schema");
  EXPECT_EQ(catalog.find_schema("nosuch"), nullptr);
}

TEST_F(CatalogTest, OldViewsKeepSeeingTheOldVersion) {
  Oid oid = kNoOid;
  commit([&](Catalog& catalog) { oid = put_table(catalog, "t"); });
  Catalog before = open();
  ASSERT_NE(before.relation(oid), nullptr);
  Catalog untouched = open();  // has loaded nothing yet
  commit([&](Catalog& catalog) {
    auto table = catalog.edit_relation(oid);
    table->name = "renamed";
    catalog.put(std::move(table));
  });
  EXPECT_EQ(before.relation(oid)->name, "t");
  EXPECT_EQ(untouched.relation(oid)->name, "t");
  EXPECT_NE(untouched.find_relation(kPublicSchema, "t"), nullptr);
  Catalog after = open();
  EXPECT_EQ(after.relation(oid)->name, "renamed");
  EXPECT_EQ(after.find_relation(kPublicSchema, "t"), nullptr);
  EXPECT_EQ(after.find_relation(kPublicSchema, "renamed")->oid, oid);
  EXPECT_NE(after.version(), before.version());
}

TEST_F(CatalogTest, RollingBackToASavepointTakesChangesBack) {
  storage::WriteTxn txn = value_or_throw(store_->begin_write(0));
  Catalog catalog = open();
  catalog.set_write(&txn);
  const Oid kept = put_table(catalog, "kept");
  const uint64_t version = catalog.version();
  const size_t mark = catalog.savepoint();
  const auto pages = txn.savepoint();
  const Oid lost = put_table(catalog, "lost");
  catalog.remove(ObjectClass::kRelation, kept);
  EXPECT_EQ(catalog.relation(kept), nullptr);
  value_or_throw(txn.rollback_to(pages));
  catalog.rollback_to(mark);
  EXPECT_EQ(catalog.relation(lost), nullptr);
  EXPECT_EQ(catalog.find_relation(kPublicSchema, "lost"), nullptr);
  EXPECT_EQ(catalog.find_relation(kPublicSchema, "kept")->oid, kept);
  EXPECT_NE(catalog.version(), version);
}

TEST_F(CatalogTest, UncommittedChangesAreSeenByTheirOwnTransactionOnly) {
  storage::WriteTxn txn = value_or_throw(store_->begin_write(0));
  Catalog writer = open();
  writer.set_write(&txn);
  const Oid oid = put_table(writer, "t");
  Catalog reader = open();
  EXPECT_EQ(reader.relation(oid), nullptr);
  EXPECT_EQ(reader.find_relation(kPublicSchema, "t"), nullptr);
  EXPECT_EQ(writer.find_relation(kPublicSchema, "t")->oid, oid);
}

TEST_F(CatalogTest, DependenciesAreFoundFromBothEnds) {
  commit([&](Catalog& catalog) {
    const ObjectAddress table{ObjectClass::kRelation, 20000, 0}, column{ObjectClass::kRelation, 20000, 2};
    const ObjectAddress view{ObjectClass::kRelation, 20001, 0};
    catalog.add_dependency(view, column, DependencyKind::kNormal);
    ASSERT_EQ(catalog.dependents_of(table).size(), 1u);
    EXPECT_EQ(catalog.dependents_of(table)[0].object, view);
    EXPECT_EQ(catalog.dependents_of(table)[0].sub, 2);
    EXPECT_TRUE(catalog.dependents_of({ObjectClass::kRelation, 20000, 3}).empty());
    EXPECT_EQ(catalog.references_of(view)[0].object, column);
    catalog.remove_dependencies_of(view);
    EXPECT_TRUE(catalog.dependents_of(table).empty());
  });
}

TEST_F(CatalogTest, EnumTypesFollowTheirChanges) {
  Oid oid = kNoOid;
  commit([&](Catalog& catalog) {
    auto type = std::make_unique<Type>();
    oid = type->oid = catalog.new_oid();
    type->name = "mood";
    type->schema = kPublicSchema;
    type->labels.push_back({1, catalog.new_oid(), "sad"});
    catalog.put(std::move(type));
    const TypeInfo* before = catalog.find_type(oid);
    ASSERT_EQ(before->labels->size(), 1u);
    auto edited = catalog.edit_type(oid);
    edited->labels.push_back({2, catalog.new_oid(), "happy"});
    catalog.put(std::move(edited));
    EXPECT_EQ(catalog.find_type(oid)->labels->size(), 2u);
    EXPECT_EQ(before->labels->size(), 1u) << "a running statement keeps what it has";
  });
}

TEST_F(CatalogTest, ShorterRecordsOfAnEarlierVersionStillRead) {
  Relation table;
  table.oid = 20000;
  table.name = "t";
  table.options = {"fillfactor=70"};
  const std::string bytes = serialize_object(table);
  const auto copy = deserialize_object(bytes);
  EXPECT_EQ(static_cast<const Relation&>(*copy).options, table.options);
  // The record's length is its second byte: the same object without its last field.
  std::string shorter = bytes.substr(0, bytes.size() - 1);
  ASSERT_LT(shorter.size(), 128u);
  shorter[1] = static_cast<char>(shorter.size() - 2);
  EXPECT_EQ(deserialize_object(shorter)->name, "t");
  EXPECT_THROW(deserialize_object(bytes.substr(0, 10)), SqlError);
}

TEST_F(CatalogTest, SequencesNeverGiveAValueTwice) {
  SequenceStore sequences;
  SequenceInfo info;
  info.max = 3;
  {
    storage::WriteTxn txn = value_or_throw(store_->begin_write(0));
    Relation sequence;
    sequence.oid = 20000;
    sequence.name = "s";
    value_or_throw(txn.put(storage::kCatalogTree, object_key(ObjectClass::kRelation, 20000),
                           serialize_object(sequence), storage::WriteMode::kInsert));
    value_or_throw(txn.commit(storage::Durability::kFull));
  }
  const storage::ReadView view = store_->read_view();
  EXPECT_EQ(sequences.next(view, 20000, info, "s"), 1);
  EXPECT_EQ(sequences.next(view, 20000, info, "s"), 2);
  storage::WriteTxn txn = value_or_throw(store_->begin_write(0));
  value_or_throw(sequences.write_moved(txn));
  value_or_throw(txn.commit(storage::Durability::kFull));
  sequences.after_commit(true);
  SequenceStore reopened;
  EXPECT_EQ(reopened.next(store_->read_view(), 20000, info, "s"), 3);
  try {
    reopened.next(store_->read_view(), 20000, info, "s");
    FAIL() << "past its maximum";
  } catch (const SqlError& error) {
    EXPECT_EQ(error.error().message, "nextval: reached maximum value of sequence \"s\" (3)");
  }
}

class FixedServices final : public Services {
 public:
  std::string current_database() override { return "app"; }
  int64_t transaction_timestamp() override { return 0; }
  std::optional<std::string> describe(std::string_view,
                                      const std::vector<std::optional<std::string>>&) override {
    return std::nullopt;
  }
};

TEST_F(CatalogTest, EverySystemViewGivesRowsOfItsColumns) {
  commit([&](Catalog& catalog) { put_table(catalog, "t"); });
  Catalog catalog = open();
  Arena arena;
  FormatSettings settings;
  FixedServices services;
  TypeEnv env{&arena, &settings, &catalog, &services};
  SystemScan scan{catalog, env};
  size_t views = 0;
  bool found = false;
  for_each_system_relation([&](const Relation& view) {
    ++views;
    scan_system_relation(scan, view.oid, [&](std::span<const Datum> row) {
      EXPECT_EQ(row.size(), view.columns.size()) << view.name;
      if (view.name == "pg_tables") found |= row[1].bytes() == "t";
      return true;
    });
  });
  EXPECT_GT(views, 60u);
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace rung::catalog
