// The functions of the extensions pgcrypto and uuid-ossp. PostgreSQL gives extension functions no
// fixed oids; ours are fixed here, below those of users. PGP is not offered.
#include <crypt.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <memory>

#include "base/bytes.h"
#include "functions/groups.h"
#include "types/bytea.h"
#include "types/ops_util.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;

[[noreturn]] void throw_crypto(std::string message) {
  throw_error(sqlstate::invalid_parameter_value, std::move(message));
}
[[noreturn]] void throw_failed(const char* message) {
  throw_error(sqlstate::external_routine_invocation_exception, message);
}
std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), ascii_lower);
  return result;
}
const EVP_MD* digest_named(std::string_view name) {
  const EVP_MD* kind = EVP_get_digestbyname(lower(name).c_str());
  if (kind == nullptr) {
    throw_crypto("Cannot use \"" + std::string(name) + "\": No such hash algorithm");
  }
  return kind;
}
std::string digest_of(const EVP_MD* kind, std::string_view bytes) {
  unsigned char result[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), result, &size, kind, nullptr) != 1) {
    throw_failed("could not compute digest");
  }
  return {reinterpret_cast<const char*>(result), size};
}
Datum digest(FnCall& call, const Datum* a) {
  return call.env->text(digest_of(digest_named(a[1].bytes()), a[0].bytes()));
}
Datum hmac(FnCall& call, const Datum* a) {
  const EVP_MD* kind = digest_named(a[2].bytes());
  unsigned char result[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (HMAC(kind, a[1].p, static_cast<int>(a[1].n), reinterpret_cast<const unsigned char*>(a[0].p),
           a[0].n, result, &size) == nullptr) {
    throw_failed("could not compute HMAC");
  }
  return call.env->text({reinterpret_cast<const char*>(result), size});
}

constexpr int64_t kRandomMax = 1024;
Datum gen_random_bytes(FnCall& call, const Datum* a) {
  if (a[0].i < 1 || a[0].i > kRandomMax) throw_failed("Length not in range");
  const auto size = static_cast<size_t>(a[0].i);
  char* to = call.env->arena->allocate_bytes(size);
  call.env->services->random_bytes(to, size);
  return Datum::of_bytes({to, size});
}

struct SaltKind {
  std::string_view name;
  const char* prefix;
  int64_t rounds;  // the default
  int64_t least;
  int64_t most;
  int entropy;
};
constexpr SaltKind kSaltKinds[] = {
    {"des", "", 25, 25, 25, 2},
    {"md5", "$1$", 1000, 1000, 1000, 6},
    {"xdes", "_", 725, 1, 0xFFFFFF, 3},
    {"bf", "$2a$", 6, 4, 31, 16},
};
Datum gen_salt(FnCall& call, const Datum* a) {
  const std::string name = lower(a[0].bytes());
  const auto* kind = std::find_if(std::begin(kSaltKinds), std::end(kSaltKinds),
                                  [&](const SaltKind& k) { return k.name == name; });
  if (kind == std::end(kSaltKinds)) throw_crypto("gen_salt: Unknown salt algorithm");
  const int64_t rounds = call.arg_count > 1 && a[1].i != 0 ? a[1].i : kind->rounds;
  if (rounds < kind->least || rounds > kind->most) {
    throw_crypto("gen_salt: Incorrect number of rounds");
  }
  char random[16];
  call.env->services->random_bytes(random, sizeof random);
  char salt[CRYPT_GENSALT_OUTPUT_SIZE];
  const bool counted = kind->name == "xdes" || kind->name == "bf";
  if (crypt_gensalt_rn(kind->prefix, counted ? static_cast<unsigned long>(rounds) : 0, random,
                       kind->entropy, salt, sizeof salt) == nullptr) {
    throw_failed("could not make a salt");
  }
  return call.env->text(salt);
}
Datum crypt_password(FnCall& call, const Datum* a) {
  const std::string password(a[0].bytes());
  const std::string salt(a[1].bytes());
  const auto data = std::make_unique<crypt_data>();
  const char* result = crypt_rn(password.c_str(), salt.c_str(), data.get(), sizeof(crypt_data));
  if (result == nullptr || salt.empty()) throw_crypto("invalid salt");
  return call.env->text(result);
}

// "aes", "aes-cbc", "aes-ecb", with "/pad:pkcs" or "/pad:none".
struct Cipher {
  bool ecb = false;
  bool padding = true;
};
Cipher cipher_named(std::string_view name) {
  Cipher cipher;
  std::string algorithm = lower(name);
  const auto fail = [&](const char* what) {
    throw_crypto("Cannot use \"" + std::string(name) + "\": " + what);
  };
  if (const size_t slash = algorithm.find('/'); slash != std::string::npos) {
    const std::string padding = algorithm.substr(slash + 1);
    if (padding != "pad:pkcs" && padding != "pad:none") fail("No such cipher algorithm");
    cipher.padding = padding == "pad:pkcs";
    algorithm.resize(slash);
  }
  cipher.ecb = algorithm == "aes-ecb" || algorithm == "rijndael-ecb";
  if (!cipher.ecb && algorithm != "aes" && algorithm != "aes-cbc" && algorithm != "rijndael" &&
      algorithm != "rijndael-cbc") {
    fail("No such cipher algorithm");
  }
  return cipher;
}
Datum run_cipher(FnCall& call, std::string_view data, std::string_view key_text,
                 std::string_view iv_text, std::string_view name, bool encrypting) {
  constexpr size_t kBlock = 16;
  constexpr size_t kKeyMax = 32;
  const Cipher cipher = cipher_named(name);
  const char* failure = encrypting ? "encrypt error: Encryption failed"
                                   : "decrypt error: Decryption failed";
  if (key_text.size() > kKeyMax) {
    throw_failed(encrypting ? "encrypt error: Key was too big" : "decrypt error: Key was too big");
  }
  // Keys and vectors are filled with zeros to a size that AES knows.
  const size_t key_size = key_text.size() <= 16 ? 16 : key_text.size() <= 24 ? 24 : 32;
  std::string key(key_text);
  key.resize(key_size, '\0');
  std::string iv(iv_text.substr(0, kBlock));
  iv.resize(kBlock, '\0');
  const EVP_CIPHER* kind =
      cipher.ecb ? (key_size == 16   ? EVP_aes_128_ecb()
                    : key_size == 24 ? EVP_aes_192_ecb()
                                     : EVP_aes_256_ecb())
                 : (key_size == 16   ? EVP_aes_128_cbc()
                    : key_size == 24 ? EVP_aes_192_cbc()
                                     : EVP_aes_256_cbc());
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  std::string result(data.size() + kBlock, '\0');
  auto* to = reinterpret_cast<unsigned char*>(result.data());
  int written = 0;
  int last = 0;
  const int direction = encrypting ? 1 : 0;
  if (EVP_CipherInit_ex(context.get(), kind, nullptr, bytes(key), bytes(iv), direction) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), cipher.padding ? 1 : 0) != 1 ||
      EVP_CipherUpdate(context.get(), to, &written,
                       reinterpret_cast<const unsigned char*>(data.data()),
                       static_cast<int>(data.size())) != 1 ||
      EVP_CipherFinal_ex(context.get(), to + written, &last) != 1) {
    throw_failed(failure);
  }
  result.resize(static_cast<size_t>(written + last));
  return call.env->text(result);
}
template <bool kEncrypt>
Datum cipher(FnCall& call, const Datum* a) {
  return run_cipher(call, a[0].bytes(), a[1].bytes(), "", a[2].bytes(), kEncrypt);
}
template <bool kEncrypt>
Datum cipher_iv(FnCall& call, const Datum* a) {
  return run_cipher(call, a[0].bytes(), a[1].bytes(), a[2].bytes(), a[3].bytes(), kEncrypt);
}

// uuid-ossp.
constexpr size_t kUuidBytes = 16;
Datum uuid_of(FnCall& call, std::string_view bytes, int version) {
  char* to = static_cast<char*>(call.env->arena->allocate(kUuidBytes, 8));
  std::memcpy(to, bytes.data(), kUuidBytes);
  if (version != 0) {
    to[6] = static_cast<char>((to[6] & 0x0F) | (version << 4));
    to[8] = static_cast<char>((to[8] & 0x3F) | 0x80);
  }
  return Datum::of_bytes({to, kUuidBytes});
}
Datum uuid_random(FnCall& call, const Datum*) {
  char bytes[kUuidBytes];
  call.env->services->random_bytes(bytes, sizeof bytes);
  return uuid_of(call, {bytes, sizeof bytes}, 4);
}
// By the clock, with a random node, as its multicast bit says.
Datum uuid_by_time(FnCall& call, const Datum*) {
  constexpr uint64_t kSecondsTo2000 = 13165977600;  // since 1582-10-15
  const auto clock = static_cast<uint64_t>(call.env->services->clock_timestamp());
  const uint64_t ticks = kSecondsTo2000 * 10000000 + clock * 10;
  char bytes[kUuidBytes];
  call.env->services->random_bytes(bytes + 8, 8);
  store_be(bytes, static_cast<uint32_t>(ticks));
  store_be(bytes + 4, static_cast<uint16_t>(ticks >> 32));
  store_be(bytes + 6, static_cast<uint16_t>(ticks >> 48));
  bytes[10] = static_cast<char>(bytes[10] | 1);
  return uuid_of(call, {bytes, sizeof bytes}, 1);
}
Datum uuid_nil(FnCall& call, const Datum*) {
  return uuid_of(call, std::string(kUuidBytes, '\0'), 0);
}
template <uint8_t kLast>
Datum uuid_namespace(FnCall& call, const Datum*) {
  std::string bytes;
  decode_hex("6ba7b8109dad11d180b400c04fd430c8", &bytes);
  bytes[3] = static_cast<char>(kLast);
  return uuid_of(call, bytes, 0);
}
template <int kVersion>
Datum uuid_by_name(FnCall& call, const Datum* a) {
  const std::string text = std::string(a[0].p, kUuidBytes) + std::string(a[1].bytes());
  return uuid_of(call, digest_of(kVersion == 3 ? EVP_md5() : EVP_sha1(), text), kVersion);
}

constexpr FunctionDef kCryptoFunctions[] = {
    {15001, "digest", kBytea, {kText, kText}, kStrict, digest},
    {15002, "digest", kBytea, {kBytea, kText}, kStrict, digest},
    {15003, "hmac", kBytea, {kText, kText, kText}, kStrict, hmac},
    {15004, "hmac", kBytea, {kBytea, kBytea, kText}, kStrict, hmac},
    {15005, "gen_random_bytes", kBytea, {kInt4}, kStrict | kVolatile, gen_random_bytes},
    {15006, "gen_salt", kText, {kText}, kStrict | kVolatile, gen_salt},
    {15007, "gen_salt", kText, {kText, kInt4}, kStrict | kVolatile, gen_salt},
    {15008, "crypt", kText, {kText, kText}, kStrict, crypt_password},
    {15009, "encrypt", kBytea, {kBytea, kBytea, kText}, kStrict, cipher<true>},
    {15010, "decrypt", kBytea, {kBytea, kBytea, kText}, kStrict, cipher<false>},
    {15011, "encrypt_iv", kBytea, {kBytea, kBytea, kBytea, kText}, kStrict, cipher_iv<true>},
    {15013, "gen_random_uuid", kUuid, {}, kVolatile, uuid_random},
    {15012, "decrypt_iv", kBytea, {kBytea, kBytea, kBytea, kText}, kStrict, cipher_iv<false>},
};

constexpr FunctionDef kUuidFunctions[] = {
    {15101, "uuid_generate_v1", kUuid, {}, kStrict | kVolatile, uuid_by_time},
    {15102, "uuid_generate_v1mc", kUuid, {}, kStrict | kVolatile, uuid_by_time},
    {15103, "uuid_generate_v3", kUuid, {kUuid, kText}, kStrict, uuid_by_name<3>},
    {15104, "uuid_generate_v4", kUuid, {}, kStrict | kVolatile, uuid_random},
    {15105, "uuid_generate_v5", kUuid, {kUuid, kText}, kStrict, uuid_by_name<5>},
    {15106, "uuid_nil", kUuid, {}, kStrict, uuid_nil},
    {15107, "uuid_ns_dns", kUuid, {}, kStrict, uuid_namespace<0x10>},
    {15108, "uuid_ns_url", kUuid, {}, kStrict, uuid_namespace<0x11>},
    {15109, "uuid_ns_oid", kUuid, {}, kStrict, uuid_namespace<0x12>},
    {15110, "uuid_ns_x500", kUuid, {}, kStrict, uuid_namespace<0x14>},
};

}  // namespace

const FunctionGroup kPgcryptoGroup = {.functions = kCryptoFunctions, .extension = "pgcrypto"};
const FunctionGroup kUuidOsspGroup = {.functions = kUuidFunctions, .extension = "uuid-ossp"};

}  // namespace rung
