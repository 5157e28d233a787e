#pragma once
// What OpenSSL has allocated, freed as OpenSSL wants it.

#include <memory>

namespace roadworthy::tls {

template <auto free>
struct Freer {
    template <class Value>
    void operator()(Value* value) const {
        free(value);
    }
};

template <class Value, auto free>
using Owned = std::unique_ptr<Value, Freer<free>>;

}  // namespace roadworthy::tls
