// psql's variables in SQL text: :name as it is, :'name' as a literal, :"name" as an identifier.
//
// Nothing is replaced inside of strings, quoted names, dollar quotes and comments, nor in a cast
// (::type), nor where no variable of that name is set.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace rung::cli {

using Variables = std::map<std::string, std::string, std::less<>>;

std::string interpolate(std::string_view sql, const Variables& variables);

}  // namespace rung::cli
