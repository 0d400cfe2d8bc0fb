// The version, from CMakeLists.txt.
#pragma once

#ifndef RUNG_VERSION
#error "RUNG_VERSION is set by cli/CMakeLists.txt"
#endif
