#include "functions/argument_names.h"

#include <algorithm>
#include <iterator>

namespace rung {
namespace {

// clang-format off
constexpr ArgumentNames kRows[] = {
    {1177, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_exists_tz
    {1179, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_query_tz
    {1180, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_query_array_tz
    {1268, "str,strict", {"true"}},  // parse_ident
    {2023, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_query_first_tz
    {2030, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_match_tz
    {2096, "pid,timeout", {"0"}},  // pg_terminate_backend
    {3208, "from_json", {}},  // jsonb_each
    {3214, "from_json,field_name", {}},  // jsonb_object_field_text
    {3215, "from_json,element_index", {}},  // jsonb_array_element
    {3216, "from_json,element_index", {}},  // jsonb_array_element_text
    {3217, "from_json,path_elems", {}},  // jsonb_extract_path
    {3219, "from_json", {}},  // jsonb_array_elements
    {3305, "jsonb_in,path,replacement,create_if_missing", {"true"}},  // jsonb_set
    {3322, "tsvector", {}},  // unnest
    {3343, "from_json,path_elems", {}},  // jsonb_delete
    {3461, "year,month,mday,hour,min,sec", {}},  // make_timestamp
    {3462, "year,month,mday,hour,min,sec", {}},  // make_timestamptz
    {3463, "year,month,mday,hour,min,sec,timezone", {}},  // make_timestamptz
    {3464, "years,months,weeks,days,hours,mins,secs", {"0", "0", "0", "0", "0", "0", "0.0"}},  // make_interval
    {3465, "from_json", {}},  // jsonb_array_elements_text
    {3478, "from_json,field_name", {}},  // jsonb_object_field
    {3579, "jsonb_in,path,replacement,insert_after", {"false"}},  // jsonb_insert
    {3713, "parser_oid", {}},  // ts_token_type
    {3714, "parser_name", {}},  // ts_token_type
    {3715, "parser_oid,txt", {}},  // ts_parse
    {3716, "parser_name,txt", {}},  // ts_parse
    {3846, "year,month,day", {}},  // make_date
    {3847, "hour,min,sec", {}},  // make_time
    {3932, "from_json", {}},  // jsonb_each_text
    {3940, "from_json,path_elems", {}},  // jsonb_extract_path_text
    {3947, "from_json,field_name", {}},  // json_object_field
    {3948, "from_json,field_name", {}},  // json_object_field_text
    {3949, "from_json,element_index", {}},  // json_array_element
    {3950, "from_json,element_index", {}},  // json_array_element_text
    {3951, "from_json,path_elems", {}},  // json_extract_path
    {3953, "from_json,path_elems", {}},  // json_extract_path_text
    {3955, "from_json", {}},  // json_array_elements
    {3958, "from_json", {}},  // json_each
    {3959, "from_json", {}},  // json_each_text
    {3960, "base,from_json,use_json_as_text", {"false"}},  // json_populate_record
    {3961, "base,from_json,use_json_as_text", {"false"}},  // json_populate_recordset
    {3969, "from_json", {}},  // json_array_elements_text
    {4005, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_exists
    {4006, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_query
    {4007, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_query_array
    {4008, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_query_first
    {4009, "target,path,vars,silent", {"{}", "false"}},  // jsonb_path_match
    {4350, "", {"NFC"}},  // normalize
    {4351, "", {"NFC"}},  // is_normalized
    {5054, "jsonb_in,path,replacement,create_if_missing,null_value_treatment", {"true", "use_json_null"}},  // jsonb_set_lax
    {6183, "config,document", {}},  // ts_debug
    {6184, "document", {}},  // ts_debug
};
// clang-format on
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows),
                             [](const ArgumentNames& a, const ArgumentNames& b) {
                               return a.function < b.function;
                             }));

}  // namespace

size_t ArgumentNames::default_count() const {
  return static_cast<size_t>(
      std::count_if(defaults.begin(), defaults.end(), [](const char* d) { return d != nullptr; }));
}

const ArgumentNames* argument_names(Oid function) {
  const auto* found =
      std::lower_bound(std::begin(kRows), std::end(kRows), function,
                       [](const ArgumentNames& row, Oid oid) { return row.function < oid; });
  return found != std::end(kRows) && found->function == function ? found : nullptr;
}

std::vector<std::string_view> split_names(const ArgumentNames& row) {
  std::vector<std::string_view> names;
  std::string_view rest = row.names;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    names.push_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return names;
}

}  // namespace rung
