// D1 to D4: damaged files and logs. What is shown is right or refused with XX001; with checksums that
// agree with the damage nothing crashes, hangs or leads out of bounds.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <unistd.h>

#include "base/crc32c.h"
#include "storage/log_record.h"
#include "storage/meta.h"
#include "tests/crash/workload.h"

namespace rung::storage {
namespace {

using test::Counts;

constexpr size_t kPageBytes = 4096;

// The case at hand, for whoever kills the process by it.
char current_case[256];
extern "C" void say_case(int signal) {
  const ssize_t said = ::write(STDERR_FILENO, current_case, std::char_traits<char>::length(current_case));
  static_cast<void>(said);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// A closed file with inner nodes, overflow pages, free pages and a long free list.
struct Sound {
  os::SharedBytes file;
  FileIdentity identity;
  World world;
  uint32_t pages = 0;
  StoreOptions options;
};

Sound make_sound(uint64_t seed) {
  Sound sound;
  os::MemVfs vfs(seed);
  sound.options.page_bytes = kPageBytes;
  Random random(seed);
  auto store = open_store(vfs, sound.options);
  WriteTxn txn = must(store->begin_write(0));
  const TreeId tree = must(txn.create_tree());
  must(txn.put(kCatalogTree, "tree:t", std::to_string(static_cast<uint32_t>(tree)),
               WriteMode::kInsert));
  for (int i = 0; i < 900; ++i) {
    const std::string key = "key" + std::to_string(random.below(100'000));
    const size_t size = random.one_in(60) ? random.below(12'000) : random.below(90);
    must(txn.put(tree, key, random.bytes(size), WriteMode::kUpsert));
  }
  must(txn.commit(Durability::kFull));
  WriteTxn later = must(store->begin_write(0));
  std::vector<std::string> keys;
  for (const auto& [key, value] : read_all(store->read_view(), tree)) keys.push_back(key);
  for (const std::string& key : keys) {
    if (random.one_in(4)) must(later.erase(tree, key));
  }
  must(later.commit(Durability::kFull));
  sound.world = must(read_world(*store));
  must(store->close());
  sound.file = vfs.images().at("t.rung");
  const auto file = must(vfs.open("t.rung", os::OpenMode::kReadOnly));
  const OpenedMeta opened = must(read_meta(*file, "t.rung"));
  sound.identity = opened.identity;
  sound.pages = opened.meta.page_count;
  return sound;
}

std::string page_of(const os::SharedBytes& file, uint32_t page) {
  std::string bytes(kPageBytes, '\0');
  file.read(uint64_t{page} * kPageBytes, bytes);
  return bytes;
}

class Damaged {
 public:
  Damaged(const char* id, uint64_t seed) : id_(id), seed_(seed), sound_(make_sound(seed)) {
    ::signal(SIGABRT, say_case);
    ::signal(SIGSEGV, say_case);
    fflush(stdout);
  }
  ~Damaged() { report(id_, seed_, counts_); }
  Damaged(const Damaged&) = delete;
  Damaged& operator=(const Damaged&) = delete;

  const Sound& sound() const { return sound_; }

  // Opens and reads the file with page `page` in the place of `number`; `fixed`: as a writer with a
  // bug would have left it, with a checksum that agrees.
  void replaced(uint32_t number, std::string page, bool fixed, const std::string& what) {
    os::SharedBytes file = sound_.file;
    if (fixed && number != 0) {
      seal_page(sound_.identity, page.data(), PageNo{number},
                Csn{load_le<uint64_t>(page.data() + page_at::kCsn)});
    }
    file.write(uint64_t{number} * kPageBytes, page);
    judge(file, fixed, what + " of page " + std::to_string(number));
  }

  void judge(const os::SharedBytes& file, bool fixed, const std::string& what) {
    ++counts_.points;
    ++counts_.images;
    std::snprintf(current_case, sizeof current_case, "%s, RUNG_SEED=%llu: %s\n", id_,
                  static_cast<unsigned long long>(seed_), what.c_str());
    const auto start = std::chrono::steady_clock::now();
    std::string wrong = look(file, fixed);
    const auto took = std::chrono::steady_clock::now() - start;
    if (wrong.empty() && took > std::chrono::seconds(5)) wrong = "took seconds";
    if (wrong.empty() || ++counts_.violations > 5) return;
    ADD_FAILURE() << what << ": " << wrong;
    const test::FailureFolder folder(id_, seed_);
    folder.write("what.txt", what + ": " + wrong + "\n");
    folder.write("t.rung", file.text());
  }

 private:
  static std::string unless_damage(const Error& error) {
    if (error.state == sqlstate::data_corrupted || error.state == sqlstate::feature_not_supported ||
        error.state == sqlstate::program_limit_exceeded) {
      return {};
    }
    return "SQLSTATE " + error.state.code() + ": " + error.message;
  }

  std::string look(const os::SharedBytes& file, bool fixed) {
    const auto vfs = test::vfs_of({{"t.rung", file}}, seed_);
    auto opened = Store::open(*vfs, "t.rung", sound_.options);
    if (!opened.ok()) return unless_damage(opened.error());
    Store& store = *opened.value();
    const Result<World> world = read_world(store);
    if (!fixed) {
      if (!world.ok()) return unless_damage(world.error());
      return world.value() == sound_.world ? "" : "shows other rows";
    }
    if (!world.ok()) {
      const std::string other = unless_damage(world.error());
      if (!other.empty()) return other;
    }
    return work_on(store);
  }

  // Reads both ways, looks up, writes and drops: any answer will do, as long as there is one.
  std::string work_on(Store& store) {
    const TreeId tree{static_cast<uint32_t>(std::stoul(sound_.world.at("catalog").at("tree:t")))};
    Cursor cursor(store.read_view(), tree);
    uint64_t steps = 0;
    for (Result<void> at = cursor.seek_last(); at.ok() && cursor.valid() && steps < 100'000; ++steps) {
      if (!cursor.value().ok()) break;
      at = cursor.previous();
    }
    if (steps == 100'000) return "walks without end";
    Result<WriteTxn> begun = store.begin_write(0);
    if (!begun.ok()) return unless_damage(begun.error());
    WriteTxn txn = std::move(begun).value();
    Random random(seed_);
    for (int i = 0; i < 40; ++i) {
      const std::string key = "key" + std::to_string(random.below(100'000));
      const Result<WriteOutcome> done =
          random.one_in(2) ? txn.put(tree, key, random.bytes(random.below(300)), WriteMode::kUpsert)
                           : txn.erase(tree, key);
      if (!done.ok()) break;
    }
    txn.rollback();
    WriteTxn other = must(store.begin_write(0));
    if (other.drop_tree(tree).ok()) static_cast<void>(other.commit(Durability::kFull).ok());
    return {};
  }

  const char* id_;
  const uint64_t seed_;
  const Sound sound_;
  Counts counts_;
};

void mutate(const char* id, bool fixed, uint64_t random_cases) {
  const uint64_t seed = test_seed();
  Damaged damaged(id, seed);
  const Sound& sound = damaged.sound();
  Random random(seed + 1);
  for (uint32_t number = 1; number < sound.pages; ++number) {
    const std::string good = page_of(sound.file, number);
    for (size_t bit = 0; bit < kPageHeaderBytes * 8; ++bit) {
      if (fixed && bit < 32) continue;  // the checksum itself
      std::string bad = good;
      bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
      damaged.replaced(number, bad, fixed, "bit " + std::to_string(bit));
    }
    damaged.replaced(number, std::string(kPageBytes, '\0'), fixed, "zeroes instead");
  }
  for (uint64_t i = 0; i < random_cases; ++i) {
    const auto number = static_cast<uint32_t>(random.below(sound.pages));
    std::string bad = page_of(sound.file, number);
    const auto other = static_cast<uint32_t>(random.below(sound.pages));
    switch (random.below(5)) {
      case 0: {  // a run of bytes
        const size_t from = random.below(kPageBytes);
        const size_t count = std::min(kPageBytes - from, 1 + random.below(64));
        bad.replace(from, count, random.bytes(count));
        break;
      }
      case 1: {  // a slot or what it leads to
        const size_t from = kPageHeaderBytes + random.below(400);
        bad[from] = static_cast<char>(random.below(256));
        break;
      }
      case 2: {  // the fences and their lengths
        bad[kPageBytes - 1 - random.below(40)] = static_cast<char>(random.below(256));
        break;
      }
      case 3: bad = page_of(sound.file, other); break;  // another page's bytes
      default: {                                        // two halves
        bad = bad.substr(0, kPageBytes / 2) + page_of(sound.file, other).substr(kPageBytes / 2);
        break;
      }
    }
    damaged.replaced(number, bad, fixed, "case " + std::to_string(i));
  }
  if (fixed) return;
  for (uint32_t number = 0; number < sound.pages; ++number) {
    for (const uint64_t offset : {0u, 1u, 511u, 2048u}) {
      os::SharedBytes file = sound.file;
      file.resize(uint64_t{number} * kPageBytes + offset);
      if (file.size() == 0) continue;  // an empty file is a new database
      damaged.judge(file, false, "cut to " + std::to_string(file.size()) + " bytes");
    }
  }
  for (size_t bit = 0; bit < 4096 * 8; bit += 3) {
    std::string bad = page_of(sound.file, 0);
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    damaged.replaced(0, bad, false, "bit " + std::to_string(bit));
  }
}

TEST(Damage, IsRefusedOrDoesNotMatter) { mutate("D1", false, 4000); }
TEST(Damage, WithChecksumsThatAgreeLeadsNobodyAstray) { mutate("D2", true, 25'000); }

// D3: the log of a run, not closed.
struct Logged {
  std::map<std::string, os::SharedBytes> files;
  std::vector<Content> states = std::vector<Content>(1);
  std::vector<RecordHeader> records;
  FileIdentity identity;
};

Logged make_log(uint64_t seed) {
  Logged logged;
  os::MemVfs vfs(seed);
  StoreOptions options;
  options.page_bytes = kPageBytes;
  auto store = open_store(vfs, options);
  Random random(seed);
  for (int i = 0; i < 24; ++i) {
    WriteTxn txn = must(store->begin_write(0));
    Content next = logged.states.back();
    for (int k = 0; k < 5; ++k) {
      const std::string key = "key" + std::to_string(random.below(40));
      next[key] = random.bytes(random.below(i % 4 == 0 ? 800 : 200));
      must(txn.put(kCatalogTree, key, next[key], WriteMode::kUpsert));
    }
    must(txn.commit(Durability::kFull));
    logged.states.push_back(next);
  }
  logged.files = vfs.images();
  const auto file = must(vfs.open("t.rung", os::OpenMode::kReadOnly));
  logged.identity = must(read_meta(*file, "t.rung")).identity;
  uint64_t at = kLogStart;
  for (;;) {
    std::string bytes(kRecordHeaderBytes, '\0');
    RecordHeader header;
    if (logged.files.at("t.rung-wal").read(at, bytes) < bytes.size() ||
        !RecordHeader::decode(logged.identity, bytes.data(), &header) || header.lsn != at) {
      break;
    }
    logged.records.push_back(header);
    at = record_end(at, header.body_bytes);
  }
  return logged;
}

TEST(Damage, OfTheLogIsATornTailOrRefused) {
  const uint64_t seed = test_seed();
  const Logged logged = make_log(seed);
  ASSERT_EQ(logged.records.size(), 24u);
  Random random(seed);
  Counts counts;
  // `first`: the first record that is not what it was.
  const auto judge = [&](const std::map<std::string, os::SharedBytes>& files, size_t first,
                         const std::string& what) {
    ++counts.points;
    ++counts.images;
    bool must_refuse = false;
    for (size_t i = first + 1; i < logged.records.size(); ++i) {
      must_refuse = must_refuse || logged.records[i].durable_lsn > logged.records[first].lsn;
    }
    const auto vfs = test::vfs_of(files, seed);
    auto opened = Store::open(*vfs, "t.rung", {});
    std::string wrong;
    if (!opened.ok()) {
      if (opened.error().state != sqlstate::data_corrupted) wrong = opened.error().message;
    } else {
      const Content content = read_all(opened.value()->read_view(), kCatalogTree);
      const auto found = std::find(logged.states.begin(), logged.states.end(), content);
      if (found == logged.states.end()) {
        wrong = "shows what never was";
      } else if (must_refuse &&
                 found - logged.states.begin() < static_cast<ptrdiff_t>(logged.records.size())) {
        wrong = "lost acknowledged commits without a word";
      }
    }
    if (wrong.empty() || ++counts.violations > 5) return;
    ADD_FAILURE() << what << ": " << wrong;
    const test::FailureFolder folder("D3", seed);
    for (const auto& [path, bytes] : files) folder.write(path, bytes.text());
    folder.write("what.txt", what + ": " + wrong + "\n");
  };
  const os::SharedBytes& log = logged.files.at("t.rung-wal");
  const auto changed = [&](uint64_t at, const std::string& bytes) {
    auto files = logged.files;
    files.at("t.rung-wal").write(at, bytes);
    return files;
  };
  const auto record_bytes = [&](size_t i) {
    const RecordHeader& header = logged.records[i];
    std::string bytes(record_end(header.lsn, header.body_bytes) - header.lsn, '\0');
    log.read(header.lsn, bytes);
    return bytes;
  };
  for (size_t i = 0; i < logged.records.size(); ++i) {
    const std::string good = record_bytes(i);
    const size_t used = kRecordHeaderBytes + logged.records[i].body_bytes;
    const size_t stride = std::max<size_t>(1, used / 500);
    for (size_t byte = 0; byte < used; byte += byte < 600 ? 1 : stride) {
      const char flipped = static_cast<char>(good[byte] ^ (1 << random.below(8)));
      judge(changed(logged.records[i].lsn + byte, std::string(1, flipped)), i,
            "byte " + std::to_string(byte) + " of record " + std::to_string(i));
    }
    for (size_t other = 0; other < logged.records.size(); ++other) {
      if (other == i) continue;  // one record in the place of another
      const std::string foreign = record_bytes(other);
      // A longer one would cover what follows, which is what tells.
      if (foreign == good || foreign.size() > good.size()) continue;
      judge(changed(logged.records[i].lsn, foreign), i,
            "record " + std::to_string(other) + " over record " + std::to_string(i));
    }
  }
  // The log's end, with what may stand behind it.
  const uint64_t end = record_end(logged.records.back().lsn, logged.records.back().body_bytes);
  for (uint64_t size = kLogStart; size <= end; size += 256) {
    auto files = logged.files;
    files.at("t.rung-wal").resize(size);
    // Nothing is left that could tell.
    judge(files, logged.records.size(), "the log cut to " + std::to_string(size) + " bytes");
    judge(changed(end, random.bytes(size % 4096 + 64)), logged.records.size(), "garbage at the end");
  }
  for (size_t i = 0; i < logged.records.size(); ++i) {
    judge(changed(end, record_bytes(i)), logged.records.size(), "a record twice");
    RecordHeader older = logged.records[i];
    older.generation = 0;
    const auto bytes = older.encode(logged.identity);
    judge(changed(older.lsn, std::string(bytes.begin(), bytes.end())), i, "an older generation");
  }
  // Of another database.
  os::MemVfs other(seed + 99);
  auto store = open_store(other);
  WriteTxn txn = must(store->begin_write(0));
  must(txn.put(kCatalogTree, "foreign", "1", WriteMode::kInsert));
  must(txn.commit(Durability::kFull));
  auto mixed = logged.files;
  mixed["t.rung-wal"] = other.images().at("t.rung-wal");
  ++counts.points;
  ++counts.images;
  const auto vfs = test::vfs_of(mixed, seed);
  EXPECT_FALSE(Store::open(*vfs, "t.rung", {}).ok());
  EXPECT_GE(counts.images, 15'000u);
  report("D3", seed, counts);
}

// D4: what a newer rung writes is refused as such.
TEST(Damage, UnknownVersionsAndFeaturesAreRefused) {
  const uint64_t seed = test_seed();
  const Sound sound = make_sound(seed);
  Counts counts;
  const auto judge = [&](size_t at, uint32_t value) {
    ++counts.points;
    ++counts.images;
    std::string page = page_of(sound.file, 0);
    store_le(page.data() + at, value);
    store_le(page.data() + 36, crc32c(0, page.data(), 36));
    os::SharedBytes file = sound.file;
    file.write(0, page);
    const auto vfs = test::vfs_of({{"t.rung", file}}, seed);
    const auto opened = Store::open(*vfs, "t.rung", {});
    const bool good = !opened.ok() && opened.error().state == sqlstate::feature_not_supported &&
                      vfs->images().at("t.rung") == file;
    if (!good && ++counts.violations <= 5) {
      ADD_FAILURE() << value << " at " << at << ": "
                    << (opened.ok() ? "opens" : opened.error().message);
    }
  };
  for (uint32_t version = 0; version < 300; ++version) {
    if (version != kFormatVersion) judge(8, version);
  }
  for (uint32_t bit = 0; bit < 32; ++bit) judge(32, 1u << bit);
  report("D4", seed, counts);
}

}  // namespace
}  // namespace rung::storage
