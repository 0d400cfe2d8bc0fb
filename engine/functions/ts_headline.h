// ts_headline(): the part of a text that shows best what a query found in it, with its words marked.
#pragma once

#include <string>
#include <string_view>

#include "functions/ts_dictionary.h"
#include "types/text_search.h"

namespace rung {

// `options` as ts_headline() takes them: "MaxWords=20, StartSel=<em>, StopSel=</em>".
std::string ts_headline(TypeEnv& env, const TsConfig& config, std::string_view text,
                        const TsQuery& query, std::string_view options);

}  // namespace rung
