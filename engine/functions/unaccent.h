// Letters without their accents, for the function and the dictionary of the extension unaccent.
#pragma once

#include <string>
#include <string_view>

namespace rung {

std::string without_accents(std::string_view text);

}  // namespace rung
