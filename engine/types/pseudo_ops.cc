// void, and the pseudo types that have no values of their own.
#include "types/array.h"
#include "types/families.h"

namespace rung {

const TypeOps kVoidOps = {
    .input = [](TypeEnv&, const TypeInfo&, std::string_view, int32_t) { return Datum::of_int(0); },
    .output = [](TypeEnv&, const TypeInfo&, const Datum&, std::string*) {},
    .send = [](TypeEnv&, const TypeInfo&, const Datum&, std::string*) {},
};

const TypeOps kPseudoOps = {
    .input = [](TypeEnv& env, const TypeInfo& type, std::string_view, int32_t) -> Datum {
      throw_error(sqlstate::feature_not_supported,
                  "cannot accept a value of type " + format_type(env, type.oid, -1));
    },
    .output =
        [](TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
          // A stored array knows what it is of.
          if (type.oid == oid::kAnyarray || type.oid == oid::kAnycompatiblearray) {
            const TypeInfo& element = env.type(ArrayView(value).element_oid());
            kArrayOps.output(env, env.type(element.array_oid), value, to);
            return;
          }
          throw_error(sqlstate::feature_not_supported,
                      "cannot display a value of type " + format_type(env, type.oid, -1));
        },
};

}  // namespace rung
