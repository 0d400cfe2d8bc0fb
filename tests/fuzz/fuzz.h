// One fuzz target is one file: LLVMFuzzerTestOneInput, which gets bytes from outside and must come
// back from any of them, and what mutations start from. main.cc drives it by itself, with a fixed
// seed; clang's libFuzzer can drive it by coverage in its place (leave main.cc out, link
// -fsanitize=fuzzer). A target that finds something wrong without crashing calls fail().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes);

namespace rung::fuzz {

std::vector<std::string> seeds();
std::vector<std::string> words();  // that mutations put in

[[noreturn]] void fail(std::string_view what);

// The statements of the SQL cases.
std::vector<std::string> sql_seeds();
std::vector<std::string> sql_words();

}  // namespace rung::fuzz
