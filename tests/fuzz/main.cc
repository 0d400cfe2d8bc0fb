// Drives a target without help: NAME [--seconds N | --inputs N] [--seed N] mutates its seeds;
// NAME FILE... gives it the files instead. What crashes it is written to NAME.crash.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

#include "tests/fuzz/fuzz.h"

namespace rung::fuzz {
namespace {

constexpr size_t kInputBytesMax = 4096;

// For the signal handler: the input that runs, and where to leave it.
const char* current_data = nullptr;
size_t current_bytes = 0;
char crash_path[256];

extern "C" void keep_input(int signal_number) {
  const int file = open(crash_path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0) {
    const ssize_t written = write(file, current_data, current_bytes);
    static_cast<void>(written);
    close(file);
  }
  const ssize_t said = write(STDERR_FILENO, crash_path, std::strlen(crash_path));
  static_cast<void>(said);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void run(const std::string& input) {
  current_data = input.data();
  current_bytes = input.size();
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

class Mutator {
 public:
  explicit Mutator(uint64_t seed) : random_(seed), seeds_(seeds()), words_(words()) {
    if (seeds_.empty()) seeds_.emplace_back();
  }
  std::string next() {
    std::string input = seeds_[below(seeds_.size())];
    for (size_t steps = 1 + below(6); steps > 0; --steps) mutate(&input);
    if (input.size() > kInputBytesMax) input.resize(kInputBytesMax);
    // Some go on from where the last ones came.
    if (below(8) == 0) seeds_[below(seeds_.size())] = input;
    return input;
  }

 private:
  size_t below(size_t n) { return n == 0 ? 0 : std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  void mutate(std::string* input) {
    const size_t at = below(input->size() + 1);
    switch (below(8)) {
      case 0:
        if (!input->empty()) (*input)[below(input->size())] = static_cast<char>(below(256));
        break;
      case 1: input->insert(at, 1, static_cast<char>(below(256))); break;
      case 2: input->erase(at, 1 + below(8)); break;
      case 3:
      case 4:
        if (!words_.empty()) input->insert(at, words_[below(words_.size())]);
        break;
      case 5: {  // the beginning of one, the end of another
        const std::string& other = seeds_[below(seeds_.size())];
        *input = input->substr(0, at) + other.substr(below(other.size() + 1));
        break;
      }
      case 6: {  // a part again
        const std::string part = input->substr(at, 1 + below(40));
        for (size_t times = 1 + below(below(10) == 0 ? 60 : 3); times > 0; --times) {
          input->insert(at, part);
        }
        break;
      }
      default:
        if (!input->empty()) {
          char& c = (*input)[below(input->size())];
          c = static_cast<char>(static_cast<unsigned char>(c) ^ (1u << below(8)));
        }
        break;
    }
  }
  std::mt19937_64 random_;
  std::vector<std::string> seeds_, words_;
};

int drive(int argc, char** argv) {
  const std::string name = argv[0];
  const size_t slash = name.rfind('/');
  std::snprintf(crash_path, sizeof crash_path, "%s.crash\n",
                name.substr(slash == std::string::npos ? 0 : slash + 1).c_str());
  crash_path[std::strlen(crash_path) - 1] = '\0';
  for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) signal(number, keep_input);
  double seconds = 3;
  uint64_t seed = 1, inputs_max = UINT64_MAX;
  bool replayed = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--seconds" && i + 1 < argc) {
      seconds = std::atof(argv[++i]);
    } else if (argument == "--inputs" && i + 1 < argc) {
      inputs_max = std::strtoull(argv[++i], nullptr, 10);
      seconds = 3600;
    } else if (argument == "--seed" && i + 1 < argc) {
      seed = std::strtoull(argv[++i], nullptr, 10);
    } else {
      std::ifstream in(argument, std::ios::binary);
      std::stringstream text;
      text << in.rdbuf();
      run(text.str());
      replayed = true;
    }
  }
  if (replayed) return 0;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  Mutator mutator(seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  uint64_t inputs = 0;
  const auto in_time = [&] {
    return inputs < inputs_max && std::chrono::steady_clock::now() < end;
  };
  for (const std::string& input : seeds()) {
    if (!in_time()) break;
    run(input);
    ++inputs;
  }
  for (; in_time(); ++inputs) run(mutator.next());
  std::printf("%llu inputs\n", static_cast<unsigned long long>(inputs));
  return 0;
}

}  // namespace
}  // namespace rung::fuzz

int main(int argc, char** argv) { return rung::fuzz::drive(argc, argv); }
