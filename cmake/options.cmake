# rung_options: what every target of ours is compiled with. Warnings are errors in our presets.
add_library(rung_options INTERFACE)
target_compile_options(rung_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wformat=2 -Wimplicit-fallthrough
  -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wuseless-cast -Wsuggest-override
  # g++ 12 sees overlaps in std::string that are not there (GCC bug 105651).
  $<$<CONFIG:Release>:-Wno-restrict>
  $<$<BOOL:${RUNG_WERROR}>:-Werror>)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # The product: SSE4.2 for crc32c is dispatched at run time, so no -march here.
  target_compile_definitions(rung_options INTERFACE RUNG_RELEASE=1)
endif()
if(RUNG_SANITIZE)
  target_compile_options(rung_options INTERFACE -fsanitize=${RUNG_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(rung_options INTERFACE -fsanitize=${RUNG_SANITIZE})
endif()

find_program(RUNG_CCACHE ccache)
if(RUNG_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${RUNG_CCACHE})
endif()
find_program(RUNG_LLD ld.lld)
if(RUNG_LLD)
  target_link_options(rung_options INTERFACE -fuse-ld=lld)
endif()
