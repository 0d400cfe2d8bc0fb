// fmt's out-of-line parts, compiled in: Debian ships no static archive of it, and a shared library
// would cost start-up time. What follows is what fmt's own build instantiates.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
template FMT_API auto detail::dragonbox::to_decimal(float x) noexcept
    -> detail::dragonbox::decimal_fp<float>;
template FMT_API auto detail::dragonbox::to_decimal(double x) noexcept
    -> detail::dragonbox::decimal_fp<double>;
#ifndef FMT_STATIC_THOUSANDS_SEPARATOR
template FMT_API detail::locale_ref::locale_ref(const std::locale& loc);
template FMT_API auto detail::locale_ref::get<std::locale>() const -> std::locale;
#endif
template FMT_API auto detail::thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto detail::decimal_point_impl(locale_ref) -> char;
template FMT_API void detail::buffer<char>::append(const char*, const char*);
template FMT_API void detail::vformat_to(detail::buffer<char>&, string_view,
                                         basic_format_args<FMT_BUFFER_CONTEXT(char)>,
                                         detail::locale_ref);
FMT_END_NAMESPACE
