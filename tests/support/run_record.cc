#include "tests/support/run_record.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/support/crash_images.h"

namespace rung::test {
namespace {

constexpr uint64_t kReportsMax = 3;

}  // namespace

uint64_t RunRecord::most(size_t point) const {
  uint64_t state = 0;
  for (const auto& [at, number] : submitted) {
    if (at < point) state = number;
  }
  return state;
}

uint64_t RunRecord::least(size_t point) const {
  uint64_t state = 0;
  for (const auto& [at, number] : acknowledged) {
    if (at <= point) state = number;
  }
  return state;
}

std::unique_ptr<os::MemVfs> vfs_of(const std::map<std::string, os::SharedBytes>& files,
                                   uint64_t seed) {
  auto vfs = std::make_unique<os::MemVfs>(seed);
  for (const auto& [path, bytes] : files) vfs->put_file(path, bytes);
  return vfs;
}

std::string describe(const std::vector<os::MemOp>& ops, size_t count) {
  static constexpr const char* kNames[] = {"write",  "resize", "sync", "create", "rename",
                                           "remove", "sync directory", "read", "open", "failed sync of"};
  std::string text;
  for (size_t i = 0; i < count && i < ops.size(); ++i) {
    const os::MemOp& op = ops[i];
    text += std::to_string(i + 1) + " " + kNames[static_cast<size_t>(op.kind)] + " " + op.path;
    if (!op.to.empty()) text += " -> " + op.to;
    if (op.kind == os::MemOpKind::kWrite) {
      text += " at " + std::to_string(op.offset) + ", " + std::to_string(op.data.size()) + " bytes";
    }
    if (op.kind == os::MemOpKind::kResize) text += " to " + std::to_string(op.offset);
    text += "\n";
  }
  return text;
}

Counts sweep(const RunRecord& run, const SweepPlan& plan, const Judge& judge) {
  Counts counts;
  os::CrashImages images(run.ops);
  const bool stop_early = std::getenv("RUNG_STOP_EARLY") != nullptr;
  for (size_t point = plan.first_point; point <= run.ops.size(); ++point) {
    images.advance_to(point);
    ++counts.points;
    const int variants = images.anything_pending() ? os::kDamageVariants : 1;
    for (int variant = 0; variant < variants; ++variant) {
      if (variants > 1 && (static_cast<size_t>(variant) + point) % plan.every != 0) continue;
      ++counts.images;
      const auto files = images.image(variant, plan.seed + point);
      const auto crashed = vfs_of(files, plan.seed + point);
      const uint64_t least = run.least(point);
      const uint64_t most = run.most(point);
      const std::string wrong = judge(*crashed, least, most);
      if (wrong.empty() || ++counts.violations > kReportsMax) continue;
      if (stop_early) return counts;
      const FailureFolder folder(plan.id, plan.seed);
      const std::string which = std::to_string(point) + "-" + std::to_string(variant);
      const std::string text =
          plan.id + ": power cut after operation " + std::to_string(point) + ", damage " +
          std::to_string(variant) + " (" + os::damage_name(variant) + "), acknowledged " +
          std::to_string(least) + ", submitted " + std::to_string(most) + ": " + wrong + "\n";
      std::cout << text << "see " << folder.path() << "\n";
      folder.write(which + ".txt", text + "RUNG_SEED=" + std::to_string(plan.seed) + "\n" +
                                       plan.how + "\n" + describe(run.ops, point));
      for (const auto& [path, bytes] : files) {
        std::string name = path;
        for (char& c : name) c = c == '/' ? '_' : c;
        folder.write(which + "." + name, bytes.text());
      }
    }
  }
  return counts;
}

void print_counts(const std::string& id, uint64_t seed, const Counts& counts) {
  std::cout << id << ": " << counts.points << " points, " << counts.images << " images, "
            << counts.violations << " violations (RUNG_SEED=" << seed << ")\n";
}

FailureFolder::FailureFolder(const std::string& test, uint64_t seed) {
  const char* base = std::getenv("RUNG_FAILURES");
  std::string name = test + "-" + std::to_string(seed);
  for (char& c : name) c = c == ' ' || c == '/' ? '-' : c;
  path_ = std::string(base == nullptr ? "failures" : base) + "/" + name;
}

void FailureFolder::write(const std::string& name, const std::string& bytes) const {
  std::filesystem::create_directories(path_);
  std::ofstream(path_ + "/" + name, std::ios::binary) << bytes;
}

}  // namespace rung::test
