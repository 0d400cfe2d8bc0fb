#include "tests/support/order_checker.h"

#include <algorithm>

#include "base/bytes.h"
#include "storage/log_record.h"
#include "storage/meta.h"

namespace rung::test {
namespace {

constexpr size_t kSlotPageCount = 32;  // in a meta slot

void apply(os::SharedBytes& file, const os::MemOp& op) {
  if (op.kind == os::MemOpKind::kResize) {
    file.resize(op.offset);
  } else {
    file.write(op.offset, op.data);
  }
}

bool is_note(const os::MemOp& op) {
  return op.kind == os::MemOpKind::kWrite && op.offset == storage::kOwnerNoteOffset;
}

}  // namespace

void OrderChecker::attach(os::MemVfs& vfs) {
  vfs.set_observer([this](const os::MemOp& op) { check(op); });
}

void OrderChecker::wrong(const std::string& what) {
  violations_.push_back("order, operation " + std::to_string(operations_) + ": " + what);
}

OrderChecker::Inode* OrderChecker::named(const std::string& path) {
  const auto it = names_.find(path);
  return it == names_.end() ? nullptr : &inodes_[it->second];
}

void OrderChecker::check(const os::MemOp& op) {
  ++operations_;
  Inode* const main = named(path_);
  Inode* const log = named(path_ + "-wal");
  switch (op.kind) {
    case os::MemOpKind::kCreate: names_[op.path] = op.inode; break;
    case os::MemOpKind::kRemove: names_.erase(op.path); break;
    case os::MemOpKind::kRename:
      names_[op.to] = names_[op.path];
      names_.erase(op.path);
      main_synced();
      if (op.to == path_ + "-wal") {  // another file, whose synced records count as well
        scanned_ = 0;
        log_synced();
      }
      break;
    case os::MemOpKind::kWrite:
    case os::MemOpKind::kResize: {
      if (op.inode == 0) break;
      Inode& inode = inodes_[op.inode];
      if (&inode == main && identity_.page_bytes != 0) check_main_write(op);
      if (&inode == log && op.kind == os::MemOpKind::kWrite) check_log_write(op);
      inode.pending.push_back(op);
      break;
    }
    case os::MemOpKind::kSync: {
      if (op.inode == 0) break;
      Inode& inode = inodes_[op.inode];
      for (const os::MemOp& done : inode.pending) apply(inode.durable, done);
      inode.pending.clear();
      if (&inode == main) main_synced();
      if (&inode == log) log_synced();
      break;
    }
    case os::MemOpKind::kFailedSync: inodes_[op.inode].pending.clear(); break;
    case os::MemOpKind::kSyncDirectory:
    case os::MemOpKind::kRead:
    case os::MemOpKind::kOpen: break;
  }
}

void OrderChecker::main_synced() {
  const Inode* main = named(path_);
  if (main == nullptr) return;
  os::MemVfs durable;
  durable.put_file(path_, main->durable);
  const auto file = durable.open(path_, os::OpenMode::kReadOnly);
  const Result<storage::OpenedMeta> opened = storage::read_meta(*file.value(), path_);
  if (!opened.ok()) return;
  identity_ = opened.value().identity;
  slot_ = opened.value().slot;
  page_count_ = opened.value().meta.page_count;
  if (opened.value().meta.generation == generation_) return;
  generation_ = opened.value().meta.generation;
  scanned_ = 0;
  logged_.clear();
}

void OrderChecker::check_main_write(const os::MemOp& op) {
  const size_t page_bytes = identity_.page_bytes;
  if (op.kind == os::MemOpKind::kResize) {
    if (op.offset < uint64_t{page_count_} * page_bytes) wrong("the file is cut below its meta");
    return;
  }
  if (is_note(op)) return;
  if (op.offset < page_bytes) {
    if (slot_ < 0) return;
    std::string now(op.data.size(), '\0');
    named(path_)->durable.read(op.offset, now);
    if (now == op.data) return;  // written once more, to make sure
    if (op.offset == storage::meta_slot_offset(page_bytes, slot_)) {
      wrong("the valid meta slot is overwritten");
    }
    // It speaks for the pages that it counts; a bulk load may be writing beyond them.
    const uint64_t end = op.data.size() < kSlotPageCount + 4
                             ? UINT64_MAX
                             : uint64_t{load_le<uint32_t>(op.data.data() + kSlotPageCount)} * page_bytes;
    const Inode* main = named(path_);
    for (const os::MemOp& before : main->pending) {
      const bool same = before.offset == op.offset && op.data.starts_with(before.data);
      if (!is_note(before) && !same && before.offset < end) {
        wrong("a meta slot is written in one go with what it speaks for");
        break;
      }
    }
    return;
  }
  for (size_t at = 0; at + page_bytes <= op.data.size(); at += page_bytes) {
    const auto page = static_cast<uint32_t>((op.offset + at) / page_bytes);
    if (page >= page_count_) continue;
    const auto it = logged_.find(page);
    if (it == logged_.end() || !it->second.contains(storage::page_crc(op.data.data() + at))) {
      wrong("page " + std::to_string(page) +
            " is overwritten by an image that is not durable in the log");
    }
  }
}

void OrderChecker::check_log_write(const os::MemOp& op) {
  scanned_ = std::min(scanned_, op.offset);
  storage::RecordHeader header;
  if (op.data.size() < storage::kRecordHeaderBytes ||
      !storage::RecordHeader::decode(identity_, op.data.data(), &header)) {
    return;
  }
  if (header.generation != generation_) {
    wrong("a record of generation " + std::to_string(header.generation) + ", the durable one is " +
          std::to_string(generation_));
  }
  if (header.lsn != op.offset) wrong("a record says that it is elsewhere");
  if (op.data.size() - storage::kRecordHeaderBytes < header.body_bytes) return;  // failed half-way
  storage::LogCommit commit;
  size_t meta_bytes = 0;
  const std::string_view body =
      std::string_view(op.data).substr(storage::kRecordHeaderBytes, header.body_bytes);
  if (!storage::decode_body(body, header.lsn, identity_.page_bytes, &commit, &meta_bytes)) {
    wrong("a record whose body contradicts itself");
    return;
  }
  const Inode* main = named(path_);
  for (const storage::LogEntry& entry : commit.entries) {
    if (entry.base != storage::kInMainFile || main == nullptr) continue;
    const uint64_t at = uint64_t{storage::raw(entry.page)} * identity_.page_bytes;
    for (const os::MemOp& before : main->pending) {
      if (before.kind == os::MemOpKind::kWrite && before.offset <= at &&
          at < before.offset + before.data.size()) {
        wrong("a record names page " + std::to_string(storage::raw(entry.page)) +
              ", which a bulk load wrote and nobody synced");
      }
    }
  }
}

void OrderChecker::log_synced() {
  const Inode* log = named(path_ + "-wal");
  if (log == nullptr || identity_.page_bytes == 0) return;
  uint64_t at = std::max(scanned_, storage::kLogStart);
  for (;;) {
    std::string bytes(storage::kRecordHeaderBytes, '\0');
    storage::RecordHeader header;
    if (log->durable.read(at, bytes) < bytes.size() ||
        !storage::RecordHeader::decode(identity_, bytes.data(), &header) ||
        header.generation != generation_ || header.lsn != at) {
      break;
    }
    std::string body(header.body_bytes, '\0');
    storage::LogCommit commit;
    size_t meta_bytes = 0;
      if (log->durable.read(at + bytes.size(), body) < body.size() ||
        !storage::decode_body(body, header.lsn, identity_.page_bytes, &commit, &meta_bytes)) {
      break;
    }
    for (const storage::LogEntry& entry : commit.entries) {
      logged_[storage::raw(entry.page)].insert(entry.crc);
    }
    at = storage::record_end(at, header.body_bytes);
  }
  scanned_ = at;
}

void OrderChecker::acknowledge() {
  const Inode* log = named(path_ + "-wal");
  if (log == nullptr || identity_.page_bytes == 0 || log->pending.empty()) return;
  os::SharedBytes now = log->durable;
  for (const os::MemOp& op : log->pending) apply(now, op);
  for (const os::MemOp& op : log->pending) {
    storage::RecordHeader header;
    std::string there(storage::kRecordHeaderBytes, '\0');
    // One that was written over, as one is whose write failed, is not in the log.
    if (op.kind == os::MemOpKind::kWrite &&
        (now.read(op.offset, there) < there.size() || !op.data.starts_with(there))) {
      continue;
    }
    if (op.kind == os::MemOpKind::kWrite && op.data.size() >= storage::kRecordHeaderBytes &&
        storage::RecordHeader::decode(identity_, op.data.data(), &header) &&
        op.data.size() - storage::kRecordHeaderBytes >= header.body_bytes &&  // written whole
        header.type == storage::kRecordCommit && header.generation == generation_) {
      wrong("acknowledged before it was synced");
      return;
    }
  }
}

}  // namespace rung::test
