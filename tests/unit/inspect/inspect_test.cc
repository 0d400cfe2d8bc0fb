// Each test plants one contradiction below SQL and expects the check to name it.
#include "catalog/keys.h"
#include "catalog/row_codec.h"
#include "tests/unit/inspect/support.h"

namespace rung::inspect {
namespace {

using catalog::row_key;
using storage::Durability;
using storage::WriteMode;
using storage::WriteTxn;
using Strings = std::vector<std::string>;

constexpr char kSchema[] =
    "CREATE TABLE projects (id int PRIMARY KEY, name text NOT NULL);"
    "CREATE TABLE tasks (id int PRIMARY KEY, project_id bigint REFERENCES projects,"
    "  title varchar(10), points int CHECK (points < 100));"
    "CREATE INDEX tasks_title ON tasks (lower(title)) WHERE points > 0;"
    "INSERT INTO projects VALUES (1, 'one'), (2, 'two'), (3, 'three');"
    "INSERT INTO tasks VALUES (1, 1, 'a', 1), (2, 2, 'B', 2), (3, NULL, NULL, 0);";

class InspectTest : public testing::Test {
 protected:
  void SetUp() override {
    database = session::Database::open(vfs, "t.rung", storage::StoreOptions());
    run(*database, kSchema);
    ASSERT_EQ(findings(*database), Strings());
  }
  void meddle(const std::function<void(WriteTxn&)>& change) {
    WriteTxn txn = value_or_throw(database->store().begin_write(0));
    change(txn);
    value_or_throw(txn.commit(Durability::kFull));
  }
  // A row of the table as it is stored.
  std::string stored_row(const std::string& table, uint64_t id) {
    std::string row;
    EXPECT_TRUE(value_or_throw(
        database->store().read_view().get(relation(*database, table).tree, row_key(id), &row)));
    return row;
  }

  os::MemVfs vfs;
  std::unique_ptr<session::Database> database;
};

TEST_F(InspectTest, CountsWhatItLookedAt) {
  const Report report = session::check_database(*database);
  EXPECT_EQ(report.tables, 2u);
  EXPECT_EQ(report.rows, 6u);
  EXPECT_EQ(report.index_entries, 8u);  // two keys, and the two rows with points
  EXPECT_GE(report.trees, 6u);
}

TEST_F(InspectTest, FindsARowWithoutItsIndexEntry) {
  const catalog::Relation index = relation(*database, "tasks_title");
  storage::Cursor cursor(database->store().read_view(), index.tree);
  value_or_throw(cursor.seek_first());
  const std::string key(cursor.key());
  meddle([&](WriteTxn& txn) { value_or_throw(txn.erase(index.tree, key)); });
  EXPECT_EQ(findings(*database),
            Strings({"index public.tasks_title: lacks an entry for row 1",
                     "index public.tasks_title: has 1 entries where the table's rows make 2"}));
}

TEST_F(InspectTest, ComparesInvertedIndexesWithTheirTables) {
  run(*database,
      "CREATE TABLE notes (id int, tags text[], body jsonb);"
      "CREATE INDEX notes_tags ON notes USING gin (tags) WHERE id < 10;"
      "CREATE INDEX notes_body ON notes USING gin (body, (tags || 'more'::text));"
      "INSERT INTO notes VALUES (1, '{a,b}', '{\"x\": [1, 2]}'), (2, '{b,b}', NULL), (30, '{c}', 'null'),"
      "  (4, NULL, '{\"y\": 3}'), (5, '{}', '[]');"
      "UPDATE notes SET tags = '{a,c}' WHERE id = 2; DELETE FROM notes WHERE id = 4;");
  ASSERT_EQ(findings(*database), Strings());
  const catalog::Relation index = relation(*database, "notes_tags");
  storage::Cursor cursor(database->store().read_view(), index.tree);
  value_or_throw(cursor.seek_first());
  const std::string key(cursor.key());
  meddle([&](WriteTxn& txn) {
    value_or_throw(txn.erase(index.tree, key));
    const std::string orphan = key.substr(0, key.size() - 8) + row_key(77);
    value_or_throw(txn.put(index.tree, orphan, "", WriteMode::kInsert));
    const std::string foreign = key.substr(0, key.size() - 8) + "z" + row_key(2);
    value_or_throw(txn.put(index.tree, foreign, "", WriteMode::kInsert));
  });
  EXPECT_EQ(findings(*database),
            Strings({"index public.notes_tags: lacks an entry for row 1",
                     "index public.notes_tags: has an entry for row 77, which does not exist"}));
  meddle([&](WriteTxn& txn) { value_or_throw(txn.put(index.tree, key, "", WriteMode::kInsert)); });
  const Strings found = findings(*database);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].find("index public.notes_tags: has "), 0u) << found[1];
}

TEST_F(InspectTest, FollowsForeignKeysIntoPartitions) {
  run(*database,
      "CREATE TABLE regions (id int PRIMARY KEY, name text) PARTITION BY RANGE (id);"
      "CREATE TABLE regions_low PARTITION OF regions FOR VALUES FROM (0) TO (10);"
      "CREATE TABLE regions_high PARTITION OF regions FOR VALUES FROM (10) TO (20) PARTITION BY LIST (id);"
      "CREATE TABLE regions_15 PARTITION OF regions_high FOR VALUES IN (15);"
      "INSERT INTO regions VALUES (1, 'a'), (2, 'b'), (15, 'c');"
      "CREATE TABLE towns (id int, region bigint REFERENCES regions);"
      "INSERT INTO towns VALUES (1, 1), (2, 15), (3, NULL), (4, 2);");
  ASSERT_EQ(findings(*database), Strings());
  const catalog::Relation low = relation(*database, "regions_low");
  const catalog::Relation key = relation(*database, "regions_low_pkey");
  meddle([&](WriteTxn& txn) {
    value_or_throw(txn.erase(low.tree, row_key(1)));
    storage::Cursor cursor(txn.view(), key.tree);
    value_or_throw(cursor.seek_first());
    value_or_throw(txn.erase(key.tree, cursor.key()));
  });
  EXPECT_EQ(findings(*database),
            Strings({"table public.towns: row 1 has no row of public.regions for foreign key "
                     "towns_region_fkey"}));
}

TEST_F(InspectTest, FindsAnEntryWithoutItsRow) {
  const catalog::Relation table = relation(*database, "projects");
  meddle([&](WriteTxn& txn) { value_or_throw(txn.erase(table.tree, row_key(3))); });
  EXPECT_EQ(findings(*database),
            Strings({"index public.projects_pkey: has an entry for row 3, which does not exist"}));
}

TEST_F(InspectTest, FindsTheEntryOfAnotherRow) {
  const catalog::Relation index = relation(*database, "projects_pkey");
  meddle([&](WriteTxn& txn) {
    storage::Cursor cursor(txn.view(), index.tree);
    value_or_throw(cursor.seek_first());
    value_or_throw(txn.put(index.tree, cursor.key(), row_key(2), WriteMode::kUpdate));
  });
  EXPECT_EQ(findings(*database),
            Strings({"index public.projects_pkey: has another row's entry for row 1"}));
}

TEST_F(InspectTest, FindsRowsThatBreakConstraints) {
  run(*database,
      "CREATE TABLE free (id int, project_id bigint, title varchar, points int);"
      "INSERT INTO free VALUES (9, 77, 'a title too long', 1000), (NULL, NULL, NULL, NULL)");
  const std::string bad = stored_row("free", 1), null = stored_row("free", 2);
  meddle([&](WriteTxn& txn) {
    const storage::TreeId tree = relation(*database, "tasks").tree;
    value_or_throw(txn.put(tree, row_key(4), bad, WriteMode::kInsert));
    value_or_throw(txn.put(tree, row_key(5), null, WriteMode::kInsert));
  });
  const Strings found = findings(*database);
  const auto has = [&](const std::string& text) {
    return std::find(found.begin(), found.end(), text) != found.end();
  };
  EXPECT_TRUE(has("table public.tasks: row 5 has NULL in column id"));
  EXPECT_TRUE(has("table public.tasks: row 4: value too long for type character varying(10)"))
      << testing::PrintToString(found);
}

TEST_F(InspectTest, FindsAForeignKeyWithoutItsRow) {
  const catalog::Relation table = relation(*database, "projects"),
                          index = relation(*database, "projects_pkey");
  meddle([&](WriteTxn& txn) {
    storage::Cursor cursor(txn.view(), index.tree);
    value_or_throw(cursor.seek_first());
    value_or_throw(txn.erase(index.tree, cursor.key()));
    value_or_throw(txn.erase(table.tree, row_key(1)));
  });
  EXPECT_EQ(findings(*database),
            Strings({"table public.tasks: row 1 has no row of public.projects for foreign key "
                     "tasks_project_id_fkey"}));
}

TEST_F(InspectTest, FindsACheckThatFails) {
  run(*database, "CREATE TABLE free (id int, project_id bigint, title varchar, points int);"
                 "INSERT INTO free VALUES (9, NULL, NULL, 1000)");
  const std::string bad = stored_row("free", 1);
  meddle([&](WriteTxn& txn) {
    value_or_throw(txn.put(relation(*database, "tasks").tree, row_key(4), bad, WriteMode::kInsert));
  });
  const Strings found = findings(*database);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0], "table public.tasks: row 4 violates check constraint tasks_points_check");
}

TEST_F(InspectTest, FindsRowsThatDoNotDecode) {
  meddle([&](WriteTxn& txn) {
    value_or_throw(txn.put(relation(*database, "projects").tree, row_key(2), "\x05", WriteMode::kUpdate));
  });
  const Strings found = findings(*database);
  ASSERT_FALSE(found.empty());
  EXPECT_TRUE(found[0].starts_with("table public.projects: row 2: ")) << found[0];
}

TEST_F(InspectTest, FindsPagesThatBelongToNobody) {
  meddle([&](WriteTxn& txn) { value_or_throw(txn.create_tree()); });
  const Strings found = findings(*database);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].ends_with("is neither in use nor free")) << found[0];
}

TEST_F(InspectTest, FindsTwoRelationsInOneTree) {
  run(*database, "CREATE TABLE other (id int)");
  const catalog::Relation table = relation(*database, "projects");
  meddle([&](WriteTxn& txn) {
    catalog::Catalog catalog(database->catalog_cache(), txn.view());
    catalog.set_write(&txn);
    auto other = catalog.edit_relation(relation(*database, "other").oid);
    other->tree = table.tree;
    catalog.put(std::move(other));
    catalog.set_write(nullptr);
  });
  const Strings found = findings(*database);
  ASSERT_FALSE(found.empty());
  EXPECT_TRUE(found[0].find("reachable twice") != std::string::npos) << found[0];
}

TEST_F(InspectTest, FindsCatalogEntriesThatContradictEachOther) {
  const catalog::Relation table = relation(*database, "projects");
  std::string name = catalog::name_key(catalog::ObjectClass::kRelation, kPublicSchema, "projects");
  append_be(name, table.oid);
  meddle([&](WriteTxn& txn) { value_or_throw(txn.erase(storage::kCatalogTree, name)); });
  EXPECT_EQ(findings(*database),
            Strings({"catalog: object " + std::to_string(table.oid) + " (projects) has no name entry"}));
}

TEST_F(InspectTest, AnObjectUnderAnothersKeyIsRefused) {
  const catalog::Relation table = relation(*database, "projects");
  std::string schema;
  ASSERT_TRUE(value_or_throw(database->store().read_view().get(
      storage::kCatalogTree, catalog::object_key(catalog::ObjectClass::kSchema, kPublicSchema),
      &schema)));
  meddle([&](WriteTxn& txn) {
    value_or_throw(txn.put(storage::kCatalogTree,
                           catalog::object_key(catalog::ObjectClass::kRelation, table.oid), schema,
                           WriteMode::kUpdate));
  });
  database->close();
  database = session::Database::open(vfs, "t.rung", storage::StoreOptions());
  try {
    run(*database, "SELECT * FROM projects");
    FAIL();
  } catch (const SqlError& error) {
    EXPECT_EQ(error.error().state, sqlstate::data_corrupted);
  }
}

TEST_F(InspectTest, FindsASequenceOutOfItsBounds) {
  run(*database, "CREATE SEQUENCE s MAXVALUE 5; SELECT nextval('s')");
  run(*database, "INSERT INTO projects SELECT nextval('s') + 100, 'x'");
  const catalog::Relation sequence = relation(*database, "s");
  std::string position;
  append_le(position, int64_t{77});
  position.push_back(1);
  meddle([&](WriteTxn& txn) {
    value_or_throw(txn.put(storage::kCatalogTree, catalog::sequence_key(sequence.oid), position,
                           WriteMode::kUpsert));
  });
  EXPECT_EQ(findings(*database), Strings({"sequence public.s: position 77 is out of its bounds"}));
}

TEST_F(InspectTest, TheDigestTellsContentApart) {
  const Digest before = digest(database->store().read_view());
  run(*database, "UPDATE tasks SET points = 3 WHERE id = 1");
  const Digest changed = digest(database->store().read_view());
  EXPECT_FALSE(changed == before);
  EXPECT_EQ(changed.schema, before.schema);
  run(*database, "UPDATE tasks SET points = 1 WHERE id = 1");
  EXPECT_EQ(digest(database->store().read_view()).text(), before.text());
  run(*database, "ALTER TABLE tasks ALTER COLUMN points SET DEFAULT 5");
  const Digest altered = digest(database->store().read_view());
  EXPECT_FALSE(altered.schema == before.schema);
  EXPECT_EQ(altered.rows, before.rows);
}

TEST_F(InspectTest, TheDigestDoesNotDependOnWhereThingsLie) {
  // Another file, whose pages are given out in another order.
  const auto other = session::Database::open(vfs, "other.rung", storage::StoreOptions());
  {
    WriteTxn txn = value_or_throw(other->store().begin_write(0));
    for (int i = 0; i < 5; ++i) value_or_throw(txn.create_tree());
    value_or_throw(txn.commit(Durability::kFull));
  }
  run(*other, kSchema);
  EXPECT_NE(relation(*other, "tasks").tree, relation(*database, "tasks").tree);
  EXPECT_EQ(digest(other->store().read_view()).text(), digest(database->store().read_view()).text());
}

}  // namespace
}  // namespace rung::inspect
