// ./dev bench store: rung, SQLite and PostgreSQL doing the same work in one run. Every round of an
// engine is a process of its own, so that its peak memory is its own; rounds of the engines take
// turns, so that a change of the machine's mood meets all of them. Prints Markdown.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "bench/store_engine.h"

namespace rung::bench {

uint64_t bytes_written_by_process() {
  std::ifstream io("/proc/self/io");
  std::string word;
  uint64_t value = 0;
  while (io >> word >> value) {
    if (word == "wchar:") return value;
  }
  return 0;
}

namespace {

using Clock = std::chrono::steady_clock;

enum class Unit : uint8_t { kPerSecond, kMilliseconds, kBytes };

struct Work {
  const char* name;
  const char* title;
  Unit unit;
};

// In the order in which they run: what changes the tables comes last.
constexpr Work kWorks[] = {
    {"insert", "load: INSERTs of 1,000 rows, one transaction (rows/s)", Unit::kPerSecond},
    {"prepared", "load: prepared INSERTs of one row, one transaction (rows/s)", Unit::kPerSecond},
    {"csv", "load: COPY from CSV (rows/s)", Unit::kPerSecond},
    {"generate", "load: INSERT … SELECT generated rows (rows/s)", Unit::kPerSecond},
    {"uuid_load", "load: table with a UUID key, INSERTs of 1,000 (rows/s)", Unit::kPerSecond},
    {"size", "tables and indexes on disk after the load", Unit::kBytes},
    {"key", "look-up by bigint key (1/s)", Unit::kPerSecond},
    {"text", "look-up by unique text (1/s)", Unit::kPerSecond},
    {"uuid", "look-up by UUID key (1/s)", Unit::kPerSecond},
    {"range", "range of 1,000 rows by key (1/s)", Unit::kPerSecond},
    {"commit1", "durable one-row commits, 1 session (1/s)", Unit::kPerSecond},
    {"commit8", "durable one-row commits, 8 sessions (1/s)", Unit::kPerSecond},
    {"commit32", "durable one-row commits, 32 sessions (1/s)", Unit::kPerSecond},
    {"wal", "log bytes of a one-row commit", Unit::kBytes},
    {"index", "CREATE INDEX on a date (ms)", Unit::kMilliseconds},
    {"update", "UPDATE of 100,000 rows with a row trigger (ms)", Unit::kMilliseconds},
    {"delete", "DELETE cascading from 1,000 projects (ms)", Unit::kMilliseconds},
    {"open", "open, one look-up, close (ms)", Unit::kMilliseconds},
    {"memory", "peak memory", Unit::kBytes},
};
constexpr const char* kEngines[] = {"rung", "sqlite", "postgres"};

struct Options {
  uint64_t rows = 1'000'000;
  int rounds = 3;
  double seconds = 2;
  uint64_t cache_bytes = 256u << 20;
  std::string directory = ".";
  std::string server;
  std::vector<std::string> only, engines;

  bool wants(const std::string& work) const {
    return only.empty() || std::find(only.begin(), only.end(), work) != only.end();
  }
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

template <class Do>
double timed(const Do& work) {
  const auto start = Clock::now();
  work();
  return seconds_since(start);
}

constexpr const char* kStatuses[] = {"open", "doing", "done", "blocked"};

struct Task {
  explicit Task(uint64_t id) {
    const auto day = id % 1000;
    number = std::to_string(id);
    project = std::to_string(id % kProjects + 1);
    code = "T-" + std::to_string(id * 48271 % 2147483647);
    status = kStatuses[id % 4];
    priority = std::to_string(id % 5 + 1);
    const auto two = [](uint64_t value) {
      return std::string(1, static_cast<char>('0' + value / 10)) +
             static_cast<char>('0' + value % 10);
    };
    due = "2024-" + two(day % 12 + 1) + "-" + two(day % 28 + 1);
    updated = "2024-01-" + two(id / 86400 % 28 + 1) + " " + two(id / 3600 % 24) + ":" +
              two(id / 60 % 60) + ":" + two(id % 60);
  }
  std::string number, project, code, status, priority, due, updated;

  std::string literal() const {
    return "(" + number + ", " + project + ", '" + code + "', '" + status + "', " + priority + ", '" +
           due + "', '" + updated + "')";
  }
  std::string line() const {
    return number + "," + project + "," + code + "," + status + "," + priority + "," + due + "," +
           updated + "\n";
  }
};

// Cheap, since look-ups are timed with it.
uint64_t scrambled(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

std::string uuid_of(uint64_t id) {
  std::string text = "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx";
  uint64_t bits = 0;
  int digits = 0;
  for (char& c : text) {
    if (c != 'x') continue;
    if (digits++ % 16 == 0) bits = scrambled(2 * id + (digits > 16 ? 1 : 0));
    c = "0123456789abcdef"[bits & 15];
    bits >>= 4;
  }
  return text;
}

// One round of one engine. Gives name and value of each work to `report`.
class Round {
 public:
  Round(Engine& engine, const Options& options,
        std::function<void(const std::string&, double)> report)
      : engine_(engine), options_(options), report_(std::move(report)) {}

  void run() {
    loads();
    if (!loaded_ && needs_rows()) {
      create();
      client_->run(engine_.generate_tasks(options_.rows));
    }
    if (client_) client_->run("ANALYZE");
    if (options_.wants("size")) {
      report_("size", static_cast<double>(engine_.data_bytes(*client_)));
    }
    if (client_) engine_.checkpoint(*client_);
    reads();
    commits();
    changes();
    if (client_) {
      if (const uint64_t peak = engine_.peak_bytes(*client_); peak != 0) {
        report_("memory", static_cast<double>(peak));
      }
    }
    open_close();
  }

 private:
  bool needs_rows() const {
    for (const Work& work : kWorks) {
      const std::string name = work.name;
      if (name != "insert" && name != "prepared" && name != "csv" && name != "generate" &&
          name != "uuid_load" && name != "memory" && options_.wants(name)) {
        return true;
      }
    }
    return false;
  }

  void create() {
    client_.reset();
    engine_.create();
    client_ = engine_.connect();
    for (const std::string& sql : engine_.schema()) client_->run(sql);
    has_documents_ = false;
  }

  void load(const char* name, const std::function<void()>& work) {
    if (!options_.wants(name)) return;
    create();
    report_(name, static_cast<double>(options_.rows) / timed(work));
    loaded_ = true;
  }

  void loads() {
    load("insert", [&] {
      client_->run("BEGIN");
      std::string sql;
      for (uint64_t id = 1; id <= options_.rows;) {
        sql = "INSERT INTO tasks VALUES ";
        for (int i = 0; i < 1000 && id <= options_.rows; ++i, ++id) {
          if (i > 0) sql += ", ";
          sql += Task(id).literal();
        }
        client_->run(sql);
      }
      client_->run("COMMIT");
    });
    load("prepared", [&] {
      client_->run("BEGIN");
      const int statement =
          client_->prepare("INSERT INTO tasks VALUES ($1, $2, $3, $4, $5, $6, $7)");
      for (uint64_t id = 1; id <= options_.rows; ++id) {
        const Task task(id);
        const std::string_view params[] = {task.number,   task.project, task.code,   task.status,
                                           task.priority, task.due,     task.updated};
        client_->execute(statement, params);
      }
      client_->run("COMMIT");
    });
    load("csv", [&] { client_->load_csv("tasks", options_.directory + "/tasks.csv"); });
    load("generate", [&] { client_->run(engine_.generate_tasks(options_.rows)); });
    if (options_.wants("uuid_load")) {
      if (!loaded_) create();
      report_("uuid_load",
              static_cast<double>(options_.rows) / timed([&] { load_documents(options_.rows); }));
      has_documents_ = true;
    }
  }

  void load_documents(uint64_t rows) {
    client_->run("BEGIN");
    std::string sql;
    for (uint64_t id = 1; id <= rows;) {
      sql = "INSERT INTO documents VALUES ";
      for (int i = 0; i < 1000 && id <= rows; ++i, ++id) {
        if (i > 0) sql += ", ";
        sql += "(" + engine_.uuid_literal(uuid_of(id)) + ", 'document " + std::to_string(id) + "')";
      }
      client_->run(sql);
    }
    client_->run("COMMIT");
  }

  // How often a second, over options_.seconds after a warm-up.
  void rate(const char* name, const std::function<void(uint64_t)>& once) {
    if (!options_.wants(name)) return;
    std::mt19937_64 random(42);
    const auto any = [&] { return random() % options_.rows + 1; };
    const auto warm = Clock::now();
    while (seconds_since(warm) < options_.seconds / 4) once(any());
    uint64_t count = 0;
    const auto start = Clock::now();
    double passed = 0;
    while ((passed = seconds_since(start)) < options_.seconds) {
      for (int i = 0; i < 10; ++i) once(any());
      count += 10;
    }
    report_(name, static_cast<double>(count) / passed);
  }

  void expect(uint64_t rows, uint64_t wanted) {
    if (rows != wanted) {
      throw std::runtime_error("a query gave " + std::to_string(rows) + " rows, not " +
                               std::to_string(wanted));
    }
  }

  void reads() {
    if (!client_) return;
    const int by_key = client_->prepare("SELECT * FROM tasks WHERE id = $1");
    rate("key", [&](uint64_t id) {
      const std::string text = std::to_string(id);
      const std::string_view params[] = {text};
      expect(client_->execute(by_key, params), 1);
    });
    const int by_code = client_->prepare("SELECT * FROM tasks WHERE code = $1");
    rate("text", [&](uint64_t id) {
      const std::string text = "T-" + std::to_string(id * 48271 % 2147483647);
      const std::string_view params[] = {text};
      expect(client_->execute(by_code, params), 1);
    });
    if (options_.wants("uuid")) {
      if (!has_documents_) load_documents(options_.rows);
      const int by_uuid =
          client_->prepare("SELECT * FROM documents WHERE id = " + engine_.uuid_parameter());
      rate("uuid", [&](uint64_t id) {
        const std::string key = engine_.uuid_value(uuid_of(id));
        const std::string_view params[] = {key};
        expect(client_->execute(by_uuid, params), 1);
      });
    }
    const int range = client_->prepare("SELECT * FROM tasks WHERE id BETWEEN $1 AND $2");
    rate("range", [&](uint64_t id) {
      const uint64_t first = std::min(id, options_.rows - 999);
      const std::string from = std::to_string(first), to = std::to_string(first + 999);
      const std::string_view params[] = {from, to};
      expect(client_->execute(range, params), 1000);
    });
  }

  void commit_rate(const char* name, int sessions) {
    if (!options_.wants(name)) return;
    std::atomic<uint64_t> count{0};
    std::atomic<bool> stop{false};
    std::string failure;
    std::atomic<bool> failed{false};
    std::vector<std::thread> threads;
    const auto start = Clock::now();
    for (int i = 0; i < sessions; ++i) {
      threads.emplace_back([&] {
        try {
          const std::unique_ptr<Client> client = engine_.connect();
          const int insert =
              client->prepare("INSERT INTO tasks VALUES ($1, $2, $3, $4, $5, $6, $7)");
          while (!stop) {
            const Task task(next_id_++);
            const std::string_view params[] = {task.number,   task.project, task.code,   task.status,
                                               task.priority, task.due,     task.updated};
            client->execute(insert, params);
            ++count;
          }
        } catch (const std::exception& error) {
          if (!failed.exchange(true)) failure = error.what();
        }
      });
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(options_.seconds));
    const uint64_t done = count;
    const double passed = seconds_since(start);
    stop = true;
    for (std::thread& thread : threads) thread.join();
    if (failed) throw std::runtime_error(failure);
    report_(name, static_cast<double>(done) / passed);
  }

  void commits() {
    next_id_ = options_.rows * 2;
    commit_rate("commit1", 1);
    commit_rate("commit8", 8);
    commit_rate("commit32", 32);
    if (!options_.wants("wal")) return;
    engine_.checkpoint(*client_);
    const int insert = client_->prepare("INSERT INTO tasks VALUES ($1, $2, $3, $4, $5, $6, $7)");
    const uint64_t before = engine_.log_bytes(*client_);
    for (int i = 0; i < 50; ++i) {
      const Task task(next_id_++);
      const std::string_view params[] = {task.number,   task.project, task.code,   task.status,
                                         task.priority, task.due,     task.updated};
      client_->execute(insert, params);
    }
    report_("wal", static_cast<double>(engine_.log_bytes(*client_) - before) / 50);
  }

  void once(const char* name, const std::string& sql) {
    if (!options_.wants(name)) return;
    engine_.checkpoint(*client_);
    report_(name, timed([&] { client_->run(sql); }) * 1000);
  }

  void changes() {
    once("index", "CREATE INDEX tasks_due_idx ON tasks (due)");
    if (options_.wants("update")) {
      for (const std::string& sql : engine_.touch_trigger()) client_->run(sql);
    }
    once("update", "UPDATE tasks SET priority = priority % 5 + 1 WHERE id <= 100000");
    once("delete", "DELETE FROM projects WHERE id <= 1000");
  }

  void open_close() {
    if (!options_.wants("open")) return;
    engine_.checkpoint(*client_);
    client_.reset();
    engine_.close();
    std::vector<double> times;
    for (int i = 0; i < 51; ++i) {
      times.push_back(timed([&] {
        engine_.open();
        {
          const std::unique_ptr<Client> client = engine_.connect();
          const int by_key = client->prepare("SELECT * FROM tasks WHERE id = $1");
          const std::string_view params[] = {"777"};
          client->execute(by_key, params);
        }
        engine_.close();
      }));
    }
    std::sort(times.begin(), times.end());
    report_("open", times[times.size() / 2] * 1000);
    engine_.open();
    client_ = engine_.connect();
  }

  Engine& engine_;
  const Options& options_;
  std::function<void(const std::string&, double)> report_;
  std::unique_ptr<Client> client_;
  bool loaded_ = false, has_documents_ = false;
  std::atomic<uint64_t> next_id_{0};
};

// The disk's own limit: one block into allocated space and fdatasync, a second.
double disk_limit(const Options& options) {
  const std::string path = options.directory + "/disk";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) throw std::runtime_error("cannot write in " + options.directory);
  const std::string block(4096, 'x');
  constexpr int kBlocks = 4096;
  for (int i = 0; i < kBlocks; ++i) {
    if (pwrite(fd, block.data(), block.size(), static_cast<off_t>(block.size()) * i) < 0) break;
  }
  fsync(fd);
  uint64_t count = 0;
  const auto start = Clock::now();
  while (seconds_since(start) < options.seconds) {
    const off_t at = static_cast<off_t>(block.size() * (count % kBlocks));
    if (pwrite(fd, block.data(), block.size(), at) < 0 || fdatasync(fd) != 0) break;
    ++count;
  }
  const double rate = static_cast<double>(count) / seconds_since(start);
  ::close(fd);
  unlink(path.c_str());
  return rate;
}

using Samples = std::map<std::string, std::map<std::string, std::vector<double>>>;  // work, engine

std::unique_ptr<Engine> make_engine(const std::string& name, const Options& options) {
  if (name == "rung") return make_rung(options.directory, options.cache_bytes);
  if (name == "sqlite") return make_sqlite(options.directory, options.cache_bytes);
  return make_postgres(options.server);
}

// Runs a round in a child process; its results come through a pipe as lines of "work value".
void run_round(const std::string& engine, const Options& options, Samples* samples) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("pipe failed");
  const pid_t child = fork();
  if (child == 0) {
    ::close(ends[0]);
    int code = 0;
    try {
      const auto made = make_engine(engine, options);
      Round(*made, options, [&](const std::string& work, double value) {
        std::fprintf(stderr, "%s %s %.6g\n", engine.c_str(), work.c_str(), value);
        dprintf(ends[1], "%s %.9g\n", work.c_str(), value);
      }).run();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s: %s\n", engine.c_str(), error.what());
      code = 1;
    }
    _exit(code);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  struct rusage usage {};
  wait4(child, &status, 0, &usage);
  std::istringstream lines(text);
  std::string work;
  double value = 0;
  bool has_memory = false;
  while (lines >> work >> value) {
    (*samples)[work][engine].push_back(value);
    has_memory = has_memory || work == "memory";
  }
  if (!has_memory && engine != "postgres") {
    (*samples)["memory"][engine].push_back(static_cast<double>(usage.ru_maxrss) * 1024);
  }
  if (status != 0) std::fprintf(stderr, "the round of %s failed\n", engine.c_str());
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string shown(double value, Unit unit) {
  if (unit == Unit::kMilliseconds || value < 10) {
    char text[32];
    std::snprintf(text, sizeof text, value < 10 ? "%.2f" : "%.0f", value);
    return text;
  }
  std::string digits = std::to_string(static_cast<uint64_t>(value + 0.5));
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

void print_table(const Options& options, const Samples& samples, const std::vector<double>& disk) {
  std::printf("%s rows, medians of %d rounds. A ratio above 1 means that rung is ahead.\n\n",
              shown(static_cast<double>(options.rows), Unit::kBytes).c_str(), options.rounds);
  std::printf("| work | rung | SQLite | PostgreSQL | vs. SQLite | vs. PostgreSQL |\n");
  std::printf("| --- | ---: | ---: | ---: | ---: | ---: |\n");
  for (const Work& work : kWorks) {
    const auto found = samples.find(work.name);
    if (found == samples.end()) continue;
    std::map<std::string, double> medians;
    for (const auto& [engine, values] : found->second) medians[engine] = median(values);
    std::printf("| %s |", work.title);
    for (const char* engine : kEngines) {
      std::printf(" %s |", medians.count(engine) ? shown(medians[engine], work.unit).c_str() : "–");
    }
    for (const char* engine : {"sqlite", "postgres"}) {
      if (!medians.count(engine) || !medians.count("rung")) {
        std::printf(" – |");
        continue;
      }
      const double ratio = work.unit == Unit::kPerSecond ? medians["rung"] / medians[engine]
                                                         : medians[engine] / medians["rung"];
      std::printf(" %.2f |", ratio);
    }
    std::printf("\n");
  }
  std::printf("\nThe disk's own limit (4 KiB into allocated space and fdatasync): %s a second.\n",
              shown(median(disk), Unit::kPerSecond).c_str());
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

int run(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (i + 1 == argc) throw std::runtime_error("a value is missing after " + flag);
    const std::string value = argv[++i];
    if (flag == "--rows") {
      options.rows = std::stoull(value);
    } else if (flag == "--rounds") {
      options.rounds = std::stoi(value);
    } else if (flag == "--seconds") {
      options.seconds = std::stod(value);
    } else if (flag == "--cache-mib") {
      options.cache_bytes = std::stoull(value) << 20;
    } else if (flag == "--directory") {
      options.directory = value;
    } else if (flag == "--server") {
      options.server = value;
    } else if (flag == "--only") {
      options.only = split(value);
    } else if (flag == "--engines") {
      options.engines = split(value);
    } else {
      throw std::runtime_error("unknown option " + flag);
    }
  }
  for (const std::string& name : options.only) {
    if (std::none_of(std::begin(kWorks), std::end(kWorks),
                     [&](const Work& work) { return name == work.name; })) {
      std::string known;
      for (const Work& work : kWorks) known += std::string(" ") + work.name;
      throw std::runtime_error("no work is called " + name + "; there are" + known);
    }
  }
  if (options.engines.empty()) {
    options.engines = {"rung", "sqlite"};
    if (!options.server.empty()) options.engines.push_back("postgres");
  }
  if (options.wants("csv")) {
    std::ofstream csv(options.directory + "/tasks.csv", std::ios::binary);
    for (uint64_t id = 1; id <= options.rows; ++id) csv << Task(id).line();
  }
  Samples samples;
  std::vector<double> disk;
  for (int round = 0; round < options.rounds; ++round) {
    disk.push_back(disk_limit(options));
    for (const std::string& engine : options.engines) run_round(engine, options, &samples);
  }
  print_table(options, samples, disk);
  return 0;
}

}  // namespace
}  // namespace rung::bench

int main(int argc, char** argv) {
  try {
    return rung::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "store_bench: %s\n", error.what());
    return 2;
  }
}
