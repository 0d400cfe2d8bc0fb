// The `-- migrate:up` and `-- migrate:down` lines of a file, and the sections they make.
//
// Where dbmate looks at lines alone, a directive inside a string, a dollar quote, a comment or COPY
// data is none here. A text whose quotes do not balance is cut by lines after all, so that the
// database gets to say what is wrong with it, and where.
#pragma once

#include <string_view>
#include <vector>

#include "migrate/source.h"

namespace rung::migrate {

// Raises UserError in dbmate's words.
std::vector<Section> parse_sections(std::string_view text);

}  // namespace rung::migrate
