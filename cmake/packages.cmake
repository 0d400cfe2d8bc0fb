# Leaf libraries of single functions are linked statically where Debian ships the archive, so that
# the binary starts fast.
find_package(Threads REQUIRED)
function(rung_leaf_library target static_name header)
  find_path(${target}_INCLUDE ${header} REQUIRED)
  find_library(${target}_LIBRARY NAMES ${static_name} REQUIRED)
  add_library(${target} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${${target}_LIBRARY}
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${${target}_INCLUDE})
endfunction()
rung_leaf_library(ext_pcre2 libpcre2-8.a pcre2.h)
rung_leaf_library(ext_utf8proc libutf8proc.a utf8proc.h)
rung_leaf_library(ext_crypto libcrypto.a openssl/evp.h)
rung_leaf_library(ext_stemmer libstemmer.a libstemmer.h)
rung_leaf_library(ext_crypt libcrypt.a crypt.h)
